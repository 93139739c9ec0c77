#include "transport/http/answering.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "transport/common/problem.hpp"
#include "transport/http/compression.hpp"
#include "transport/http/response_head.hpp"
#include "transport/http/web_socket_handshake.hpp"

namespace lectern::transport::http {
namespace {

Response internal_error(const RequestContext& context) {
    return problem(
        Error{.code = ErrorCode::internal, .message = "an internal error occurred"}, context, 500
    );
}

bool is_sendable(const Response& response) {
    const bool is_grant = response.status == 101 && response.web_socket;
    const bool is_final = response.status >= 200 && response.status <= 599 && !response.web_socket;
    return (is_grant || is_final) && has_valid_headers(response);
}

Response upgrade_refusal(const Refusal& refusal, const RequestContext& context) {
    auto response = problem(refusal.error, context, refusal.status);
    if (refusal.status == 426) {
        response.headers.emplace_back("Upgrade", "websocket");
        response.headers.emplace_back("Sec-WebSocket-Version", "13");
    }
    return response;
}

/// Makes a 101 of an answer with a conversation, or a refusal when the request is no proper
/// upgrade.
void make_grant(Exchange& exchange) {
    const auto& head = exchange.request.head;
    auto& response = exchange.response;
    if (const auto fault = find_handshake_fault(head, exchange.parser.is_http_1_0())) {
        response = upgrade_refusal(*fault, head.context);
        return;
    }
    const auto subprotocol = response.web_socket->subprotocol();
    if (!subprotocol.empty()) {
        const auto offered = offered_subprotocols(head);
        // A status that cannot be sent: the handler's bug is reported like others.
        if (std::ranges::find(offered, subprotocol) == offered.end()) return;
        response.headers.emplace_back("Sec-WebSocket-Protocol", subprotocol);
    }
    response.status = 101;
    response.body.clear();
    response.stream.reset();
    response.headers.emplace_back("Upgrade", "websocket");
    response.headers.emplace_back(
        "Sec-WebSocket-Accept", accept_key(head.header("sec-websocket-key"))
    );
}

void report_conversation(const Site& site, Exchange& exchange) noexcept {
    report_exception(site, exchange.request.head.context, "a conversation threw");
    exchange.line->outbox().fail(close_code::internal_error, "an internal error occurred");
}

void open_conversation(const Site& site, Exchange& exchange, std::shared_ptr<Doorbell> bell) {
    exchange.line = std::make_unique<WebSocketLine>(site.options, std::move(bell));
    try {
        exchange.response.web_socket->on_open(exchange.line->shared_outbox());
    } catch (...) {
        report_conversation(site, exchange);
    }
}

}  // namespace

Response problem(const Error& error, const RequestContext& context, unsigned status) {
    Response response{
        .status = status,
        .headers = {{"Content-Type", "application/problem+json"}, {"Cache-Control", "no-store"}},
        .body = problem_json(error, context, status),
    };
    if (error.retry_after) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*error.retry_after).count();
        response.headers.emplace_back(
            "Retry-After", std::to_string(std::max<std::int64_t>(seconds, 1))
        );
    }
    return response;
}

void report_exception(
    const Site& site, const RequestContext& context, std::string_view where
) noexcept {
    std::string detail = "not an exception of the standard library";
    try {
        throw;
    } catch (const std::exception& exception) {
        detail = exception.what();
    } catch (...) {  // NOLINT(bugprone-empty-catch): `detail` says so already
    }
    const Error error{.code = ErrorCode::internal, .message = std::string(where)};
    site.telemetry.errors.report(context, error, detail);
    site.telemetry.log.error(
        context, "unexpected exception", {{"error", error.message}, {"detail", detail}}
    );
}

void respond(const Site& site, Exchange& exchange, std::shared_ptr<Doorbell> bell) {
    const auto& context = exchange.request.head.context;
    try {
        exchange.response = site.handler.handle(exchange.request, exchange.plan);
        if (exchange.response.web_socket) make_grant(exchange);
        if (!is_sendable(exchange.response)) {
            const Error error{
                .code = ErrorCode::internal,
                .message = "a handler made an answer that cannot be sent"
            };
            site.telemetry.errors.report(context, error, exchange.plan.endpoint);
            exchange.response = internal_error(context);
        }
        compress(
            exchange.response,
            exchange.request.head.header("accept-encoding"),
            site.options.compress_from_bytes
        );
    } catch (...) {
        report_exception(site, context, "a handler threw");
        exchange.response = internal_error(context);
    }
    exchange.request.stream.reset();
    if (exchange.response.web_socket) open_conversation(site, exchange, std::move(bell));
}

void take_turn(const Site& site, Exchange& exchange, WebSocketTurn& turn) noexcept {
    auto& conversation = *exchange.response.web_socket;
    try {
        if (turn.message) conversation.on_message(std::move(*turn.message));
        if (turn.is_wake) conversation.on_wake();
        if (turn.close_code) conversation.on_close(*turn.close_code);
    } catch (...) {
        report_conversation(site, exchange);
    }
}

}  // namespace lectern::transport::http
