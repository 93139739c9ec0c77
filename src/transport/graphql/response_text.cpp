#include "transport/graphql/response_text.hpp"

#include <utility>

#include "core/utf8.hpp"
#include "transport/common/json_writer.hpp"
#include "transport/graphql/value_text.hpp"

namespace lectern::transport::graphql {
namespace {

// Messages may quote what a client sent.
void append_text(std::string& text, std::string_view message) {
    append_json_string(text, as_utf8(message));
}

void append_member(std::string& text, std::string_view name, std::string_view value) {
    text.append(",\"").append(name).append("\":");
    append_text(text, value);
}

void append_locations(std::string& text, const std::vector<language::Location>& locations) {
    if (locations.empty()) return;
    text += ",\"locations\":[";
    for (std::size_t at = 0; at < locations.size(); ++at) {
        text.append(at == 0 ? "{\"line\":" : ",{\"line\":")
            .append(std::to_string(locations[at].line))
            .append(",\"column\":")
            .append(std::to_string(locations[at].column))
            .append("}");
    }
    text += ']';
}

void append_path(std::string& text, const language::Path& path) {
    if (path.empty()) return;
    text += ",\"path\":[";
    bool first = true;
    for (const language::PathStep& step : path) {
        if (!first) text += ',';
        first = false;
        if (const auto* name = std::get_if<std::string>(&step))
            append_text(text, *name);
        else
            text += std::to_string(std::get<std::size_t>(step));
    }
    text += ']';
}

void append_violations(std::string& text, const std::vector<FieldViolation>& violations) {
    if (violations.empty()) return;
    text += ",\"violations\":[";
    bool first = true;
    for (const FieldViolation& violation : violations) {
        text += first ? "{\"field\":" : ",{\"field\":";
        first = false;
        append_text(text, violation.field);
        append_member(text, "description", violation.description);
        text += '}';
    }
    text += ']';
}

void append_failure(std::string& text, const Failure& failure, const RequestContext& context) {
    text += "{\"message\":";
    append_text(text, failure.error.message);
    append_locations(text, failure.locations);
    append_path(text, failure.path);
    text += ",\"extensions\":{\"code\":";
    append_text(text, to_string(failure.error.code));
    append_member(text, "reason", failure.reason);
    append_member(text, "request_id", context.request_id);
    if (context.trace.is_valid()) append_member(text, "trace_id", context.trace.trace_id_hex());
    append_violations(text, failure.error.violations);
    if (failure.error.retry_after)
        text.append(",\"retry_after_ms\":")
            .append(std::to_string(failure.error.retry_after->count()));
    text += "}}";
}

}  // namespace

Failure failure_of(const language::GraphQlError& error) {
    Failure failure = failure_of(
        error.cause.value_or(Error{.code = ErrorCode::invalid_argument, .message = error.message})
    );
    if (!error.cause) failure.reason = to_string(error.kind);
    failure.locations = error.locations;
    failure.path = error.path;
    return failure;
}

Failure failure_of(Error error) {
    std::string reason(to_string(error.code));
    return {.error = std::move(error), .reason = std::move(reason)};
}

std::vector<Failure> failures_of(const std::vector<language::GraphQlError>& errors) {
    std::vector<Failure> failures;
    failures.reserve(errors.size());
    for (const language::GraphQlError& error : errors) failures.push_back(failure_of(error));
    return failures;
}

std::string errors_json(const std::vector<Failure>& failures, const RequestContext& context) {
    std::string text = "[";
    for (const Failure& failure : failures) {
        if (text.size() > 1) text += ',';
        append_failure(text, failure, context);
    }
    return text += ']';
}

std::string refusal_json(const std::vector<Failure>& failures, const RequestContext& context) {
    return "{\"errors\":" + errors_json(failures, context) + "}";
}

std::string response_json(const language::Response& response, const RequestContext& context) {
    std::string text = "{";
    if (!response.errors.empty())
        text.append("\"errors\":").append(errors_json(failures_of(response.errors), context));
    if (response.data) {
        if (text.size() > 1) text += ',';
        text += "\"data\":";
        append_value(text, *response.data);
    }
    return text += '}';
}

}  // namespace lectern::transport::graphql
