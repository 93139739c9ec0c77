#include "transport/graphql/answer_form.hpp"

#include <charconv>
#include <string>
#include <utility>

#include "core/ascii.hpp"
#include "transport/http/field_syntax.hpp"

namespace lectern::transport::graphql {
namespace {

struct Range {
    std::string media_type;
    double quality = 1;
};

Range read_range(std::string_view member) {
    const auto semicolon = member.find(';');
    Range range{.media_type = to_ascii_lower(trimmed(member.substr(0, semicolon)))};
    while (!member.empty() && member.find(';') != std::string_view::npos) {
        member.remove_prefix(member.find(';') + 1);
        const std::string_view parameter = trimmed(member.substr(0, member.find(';')));
        if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) continue;
        const std::string_view digits = parameter.substr(2);
        std::from_chars(digits.data(), digits.data() + digits.size(), range.quality);
    }
    return range;
}

// 3 for the type itself, 2 for its family, 1 for all, 0 for another.
int closeness(std::string_view range, std::string_view media_type) {
    if (range == media_type) return 3;
    if (range.ends_with("/*") && media_type.starts_with(range.substr(0, range.size() - 1)))
        return 2;
    return range == "*/*" || range == "*" ? 1 : 0;
}

// As the range says that is closest to the type.
double quality_of(std::string_view accept, std::string_view media_type) {
    if (trimmed(accept).empty()) return 1;
    double quality = 0;
    int best = 0;
    while (!accept.empty()) {
        const Range range = read_range(http::take_list_member(accept));
        const int close = closeness(range.media_type, media_type);
        if (close <= best) continue;
        best = close;
        quality = range.quality;
    }
    return quality;
}

}  // namespace

std::string_view media_type_of(AnswerForm form) {
    switch (form) {
        case AnswerForm::graphql_response:
            return "application/graphql-response+json; charset=utf-8";
        case AnswerForm::json:
            return "application/json; charset=utf-8";
        case AnswerForm::event_stream:
            return "text/event-stream";
    }
    std::unreachable();
}

Acceptance::Acceptance(std::string_view accept)
    : graphql_response_(quality_of(accept, "application/graphql-response+json")),
      json_(quality_of(accept, "application/json")),
      event_stream_(quality_of(accept, "text/event-stream")) {}

std::optional<AnswerForm> Acceptance::for_operation(language::ast::OperationKind kind) const {
    if (kind == language::ast::OperationKind::subscription) {
        if (event_stream_ > 0) return AnswerForm::event_stream;
        return std::nullopt;
    }
    if (!accepts_any()) return std::nullopt;
    if (event_stream_ > graphql_response_ && event_stream_ > json_) return AnswerForm::event_stream;
    return graphql_response_ >= json_ ? AnswerForm::graphql_response : AnswerForm::json;
}

AnswerForm Acceptance::for_refusal() const {
    return json_ > graphql_response_ ? AnswerForm::json : AnswerForm::graphql_response;
}

}  // namespace lectern::transport::graphql
