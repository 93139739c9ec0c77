#include "transport/graphql/graphql_api.hpp"

#include <utility>

#include "telemetry/stage.hpp"
#include "transport/common/access_headers.hpp"
#include "transport/common/problem.hpp"
#include "transport/common/request_record.hpp"
#include "transport/common/server_timing.hpp"
#include "transport/common/status_map.hpp"
#include "transport/graphql/http_exchange.hpp"
#include "transport/http/server_span.hpp"
#include "transport/http/web_socket.hpp"

namespace lectern::transport::graphql {
namespace {

constexpr std::string_view unprepared = "unmatched";

// Whether a request will be refused whatever its body says.
bool is_refused(const access::Gate& gate, const http::RequestHead& head) {
    if (gate.is_open()) return false;
    const auto credential =
        shown_credential([&head](std::string_view name) { return head.header(name); });
    return !credential || credential->token.empty();
}

std::optional<ErrorCode> outcome_of(
    const http::RequestHead& head, const http::Completion& completion
) {
    if (completion.status == 499) return ErrorCode::cancelled;
    if (head.outcome || completion.status < 400) return head.outcome;
    return completion.status < 500 ? ErrorCode::invalid_argument : ErrorCode::internal;
}

}  // namespace

Result<std::unique_ptr<GraphqlApi>> GraphqlApi::create(
    const GraphqlDependencies& dependencies,
    Executor& pool,
    const telemetry::Telemetry& telemetry,
    const GraphqlOptions& options
) {
    auto engine = Engine::create(dependencies, telemetry, options.engine);
    if (!engine) return fail(engine);
    return std::unique_ptr<GraphqlApi>(
        new GraphqlApi(std::move(*engine), dependencies.gate, pool, telemetry, options)
    );
}

GraphqlApi::GraphqlApi(
    std::unique_ptr<Engine> engine,
    access::Gate& gate,
    Executor& pool,
    const telemetry::Telemetry& telemetry,
    const GraphqlOptions& options
)
    : gate_(gate),
      telemetry_(telemetry),
      max_body_bytes_(options.max_body_bytes),
      engine_(std::move(engine)),
      runner_(*engine_, pool, options.operation_timeout),
      site_({.gate = gate, .runner = runner_, .options = options.subscriptions}) {}

// A body that will not be looked at is streamed, so that nothing of it is kept.
http::RoutePlan GraphqlApi::plan(const http::RequestHead& head) {
    return {
        .endpoint = std::string(unprepared),
        .max_body_bytes = max_body_bytes_,
        .stream_body = head.method != "POST" || is_refused(gate_, head)
    };
}

http::Response GraphqlApi::handle(http::Request& request, const http::RoutePlan&) {
    if (request.head.method == "GET" && http::asks_for_web_socket(request.head))
        return upgrade(request);
    const bool is_post = request.head.method == "POST";
    telemetry::Stage stage(
        telemetry_,
        request.head.context,
        {.name = is_post ? "POST /graphql" : "GET /graphql", .kind = telemetry::SpanKind::server}
    );
    // So that the access log, and the server's own headers, tell the span's trace.
    request.head.context.trace = stage.context().trace;
    // Which operation it is tells its document, which is not read yet.
    const InFlight in_flight(
        telemetry_,
        request.head.context,
        {.protocol = protocol,
         .endpoint = endpoint_path,
         .method = method_label(request.head.method)}
    );
    http::Response response = HttpExchange(*engine_, gate_, request, stage).answer();
    http::describe_exchange(stage, request.head, endpoint_path, response.status);
    response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    http::tell_trace(response, stage.context().trace);
    return response;
}

// Needs no credential: the conversation asks for one itself. The span ends with the handshake, as a
// conversation may last for days: its operations have spans of their own, linked to this one.
http::Response GraphqlApi::upgrade(http::Request& request) {
    telemetry::Stage stage(
        telemetry_,
        request.head.context,
        {.name = "GET /graphql", .kind = telemetry::SpanKind::server}
    );
    request.head.context.trace = stage.context().trace;
    http::Response response = open_conversation(request);
    http::describe_exchange(
        stage, request.head, endpoint_path, response.web_socket ? 101 : response.status
    );
    http::tell_trace(response, stage.context().trace);
    return response;
}

http::Response GraphqlApi::open_conversation(http::Request& request) {
    request.head.endpoint = "web_socket";
    auto conversation = ws::open_subscriptions(request.head, site_);
    if (conversation) return {.web_socket = std::move(*conversation)};
    const Error& error = conversation.error();
    request.head.outcome = error.code;
    const unsigned status = http_status(error.code);
    return {
        .status = status,
        .headers = {{"Content-Type", "application/problem+json"}},
        .body = problem_json(error, request.head.context, status),
    };
}

void GraphqlApi::finished(const http::RequestHead& head, const http::Completion& completion) {
    const std::string status = std::to_string(completion.status);
    record_finished(
        telemetry_,
        head.context,
        {
            .protocol = protocol,
            .endpoint = head.endpoint.empty() ? unprepared : std::string_view(head.endpoint),
            .method = method_label(head.method),
            .status = status,
            .outcome = outcome_of(head, completion),
            .duration = completion.duration,
            .request_bytes = completion.request_bytes,
            .response_bytes = completion.response_bytes,
            .remote_address = head.remote_address,
            .is_server_failure = completion.status >= 500 || head.outcome == ErrorCode::internal,
        }
    );
}

}  // namespace lectern::transport::graphql
