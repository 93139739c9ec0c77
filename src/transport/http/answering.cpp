#include "transport/http/answering.hpp"

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

#include "transport/common/problem.hpp"
#include "transport/http/compression.hpp"
#include "transport/http/response_head.hpp"

namespace lectern::transport::http {
namespace {

Response internal_error(const RequestContext& context) {
    return problem(
        Error{.code = ErrorCode::internal, .message = "an internal error occurred"}, context, 500
    );
}

bool is_sendable(const Response& response) {
    return response.status >= 200 && response.status <= 599 && has_valid_headers(response);
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

void respond(const Site& site, Exchange& exchange) {
    const auto& context = exchange.request.head.context;
    try {
        exchange.response = site.handler.handle(exchange.request, exchange.plan);
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
}

}  // namespace lectern::transport::http
