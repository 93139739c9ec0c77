#include "transport/graphql/engine.hpp"

#include <utility>

#include "core/digest.hpp"
#include "graphql/schema_loader.hpp"
#include "telemetry/active_request.hpp"
#include "telemetry/stage.hpp"
#include "transport/graphql/contract/schema_text.hpp"
#include "transport/graphql/resolvers.hpp"
#include "transport/graphql/root_fields.hpp"
#include "transport/graphql/scalars.hpp"

namespace lectern::transport::graphql {
namespace {

std::unexpected<Error> bad_schema(const std::vector<language::GraphQlError>& errors) {
    Error error{
        .code = ErrorCode::failed_precondition, .message = "the graphql schema is not valid"
    };
    for (const language::GraphQlError& one : errors)
        error.violations.push_back({.field = "schema.graphql", .description = one.message});
    return fail(std::move(error));
}

Failure invalid(std::string message, std::string reason) {
    return {
        .error = {.code = ErrorCode::invalid_argument, .message = std::move(message)},
        .reason = std::move(reason)
    };
}

std::string digest_of(const language::Object& extensions) {
    const language::Value* persisted = extensions.find("persistedQuery");
    const language::Object* members = persisted == nullptr ? nullptr : persisted->as_object();
    const language::Value* digest = members == nullptr ? nullptr : members->find("sha256Hash");
    const std::string* text = digest == nullptr ? nullptr : digest->as_string();
    return text == nullptr ? std::string() : *text;
}

const Error internal_error{ErrorCode::internal, "internal error"};

// The last resort for what resolvers should not throw: it is reported, and the client learns no
// more than that. False when something was thrown.
template <class Work>
bool is_done(const telemetry::ErrorReporter& errors, const RequestContext& context, Work work) {
    try {
        work();
        return true;
    } catch (...) {
        errors.report(context, internal_error, telemetry::text_of_exception());
        return false;
    }
}

language::Response internal_failure() {
    return {
        .data = language::Value(),
        .errors = {{.message = internal_error.message, .cause = internal_error}},
    };
}

void report_failures(
    const telemetry::ErrorReporter& errors,
    const RequestContext& context,
    const language::Response& response
) {
    for (const language::GraphQlError& error : response.errors)
        if (error.cause) errors.report_answer(context, *error.cause);
}

}  // namespace

Result<std::unique_ptr<Engine>> Engine::create(
    const GraphqlDependencies& dependencies,
    const telemetry::Telemetry& telemetry,
    const EngineOptions& options
) {
    auto loaded = language::load_schema(contract::schema_text(), scalar_codecs());
    if (!loaded) return bad_schema(loaded.error());
    std::unique_ptr<Engine> engine(new Engine(
        dependencies,
        telemetry,
        options,
        std::make_unique<const language::Schema>(std::move(*loaded))
    ));
    auto bound = language::Bindings::bind(*engine->schema_, make_resolvers());
    if (!bound) return fail(bound);
    engine->bindings_.emplace(std::move(*bound));
    engine->executor_.emplace(*engine->bindings_);
    return engine;
}

Engine::Engine(
    const GraphqlDependencies& dependencies,
    const telemetry::Telemetry& telemetry,
    const EngineOptions& options,
    std::unique_ptr<const language::Schema> schema
)
    : dependencies_(dependencies),
      telemetry_(telemetry),
      options_(options),
      schema_(std::move(schema)),
      preparation_(*schema_, options_.preparation),
      persisted_(options_.persisted) {}

std::expected<Operation, Refusals> Engine::prepare(const OperationRequest& request) {
    const auto text = find_text(request);
    if (!text) return std::unexpected(Refusals{text.error()});
    // An empty name means none, as clients send it.
    std::optional<std::string_view> name;
    if (request.operation_name && !request.operation_name->empty()) name = *request.operation_name;
    auto prepared = preparation_.prepare(*text, name, request.variables);
    if (!prepared) return std::unexpected(failures_of(prepared.error()));
    Operation operation{.prepared = std::move(*prepared)};
    const RootFields fields =
        root_fields_of(*operation.prepared.document, *operation.prepared.operation);
    operation.endpoint = endpoint_of(fields);
    if (fields.introspects && !options_.introspection) {
        return std::unexpected(
            Refusals{invalid("introspection is turned off", "introspection_disabled")}
        );
    }
    const std::string digest = digest_of(request.extensions);
    if (request.query && !digest.empty()) persisted_.put(digest, *request.query);
    return operation;
}

// As clients of https://www.apollographql.com/docs/apollo-server/performance/apq ask.
std::expected<std::string, Failure> Engine::find_text(const OperationRequest& request) {
    const std::string digest = digest_of(request.extensions);
    if (request.query) {
        if (digest.empty() || sha256_hex(*request.query) == digest) return *request.query;
        return std::unexpected(
            invalid("the query is not the one that sha256Hash names", "persisted_query_mismatch")
        );
    }
    if (digest.empty()) return std::unexpected(invalid("the request has no query", "no_query"));
    auto text = persisted_.find(digest);
    if (text) return *std::move(text);
    return std::unexpected(Failure{
        .error = {.code = ErrorCode::not_found, .message = "PersistedQueryNotFound"},
        .reason = "persisted_query_not_found"
    });
}

std::unique_ptr<RequestState> Engine::make_state(const access::Origin& origin) const {
    return std::make_unique<RequestState>(
        dependencies_.services, dependencies_.administration, dependencies_.gate, origin, telemetry_
    );
}

language::Response Engine::execute(
    const RequestContext& context, const Operation& operation, RequestState& state
) const {
    telemetry::Stage stage(
        telemetry_, context, {.name = language::ast::to_string(operation.kind())}
    );
    if (const auto& name = operation.prepared.operation->name)
        stage.set({"graphql.operation.name", name->text});
    stage.set({"graphql.operation.type", language::ast::to_string(operation.kind())});
    const telemetry::ActiveRequest active(stage.context(), protocol, operation.endpoint);
    language::Response response;
    const bool done = is_done(telemetry_.errors, stage.context(), [&] {
        response = executor_->execute(
            stage.context(),
            {.document = *operation.prepared.document,
             .operation = *operation.prepared.operation,
             .variables = operation.prepared.variables,
             .user = &state}
        );
    });
    state.finish();
    report_failures(telemetry_.errors, stage.context(), response);
    if (done) return response;
    stage.mark_failed(internal_error);
    return internal_failure();
}

std::expected<std::shared_ptr<EventStream>, Refusals> Engine::open(
    const RequestContext& context, const Operation& operation, RequestState& state
) const {
    const telemetry::ActiveRequest active(context, protocol, operation.endpoint);
    std::optional<language::Checked<language::Source>> opened;
    const bool done = is_done(telemetry_.errors, context, [&] {
        opened = executor_->open_stream(
            context,
            {.document = *operation.prepared.document,
             .operation = *operation.prepared.operation,
             .variables = operation.prepared.variables,
             .user = &state}
        );
    });
    if (!done) return std::unexpected(failures_of(internal_failure().errors));
    if (!*opened) return std::unexpected(failures_of(opened->error()));
    return (*opened)->get<std::shared_ptr<EventStream>>();
}

language::Response Engine::execute_event(
    const RequestContext& context,
    const Operation& operation,
    RequestState& state,
    language::Source event
) const {
    const telemetry::ActiveRequest active(context, protocol, operation.endpoint);
    language::Response response;
    const bool done = is_done(telemetry_.errors, context, [&] {
        response = executor_->execute_event(
            context,
            {.document = *operation.prepared.document,
             .operation = *operation.prepared.operation,
             .variables = operation.prepared.variables,
             .root = std::move(event),
             .user = &state}
        );
    });
    report_failures(telemetry_.errors, context, response);
    return done ? response : internal_failure();
}

}  // namespace lectern::transport::graphql
