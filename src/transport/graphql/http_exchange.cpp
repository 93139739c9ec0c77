#include "transport/graphql/http_exchange.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "core/ascii.hpp"
#include "transport/common/access_headers.hpp"
#include "transport/common/server_timing.hpp"
#include "transport/common/status_map.hpp"
#include "transport/graphql/sse_source.hpp"
#include "transport/graphql/subscription_stream.hpp"
#include "transport/http/field_syntax.hpp"
#include "transport/http/server_span.hpp"

namespace lectern::transport::graphql {
namespace {

constexpr unsigned ok = 200;
constexpr unsigned bad_request = 400;
constexpr unsigned method_not_allowed = 405;
constexpr unsigned not_acceptable = 406;
constexpr unsigned unsupported_media_type = 415;

Failure invalid(std::string reason, std::string message) {
    return {
        .error = {.code = ErrorCode::invalid_argument, .message = std::move(message)},
        .reason = std::move(reason)
    };
}

// Only bodies that a page of another origin cannot send without asking first are taken; this is
// what keeps browsers from being made to send mutations.
bool is_json(std::string_view content_type) {
    const std::string type =
        to_ascii_lower(trimmed(content_type.substr(0, content_type.find(';'))));
    const std::string parameters = to_ascii_lower(
        content_type.find(';') == std::string_view::npos
            ? std::string_view()
            : trimmed(content_type.substr(content_type.find(';') + 1))
    );
    const bool utf8 =
        parameters.empty() || parameters == "charset=utf-8" || parameters == "charset=\"utf-8\"";
    return type == "application/json" && utf8;
}

bool is_coded(const http::RequestHead& head) {
    const std::string_view coding = trimmed(head.header("content-encoding"));
    return !coding.empty() && !equals_ignoring_case(coding, "identity");
}

// A page can send a GET without asking first only with headers that browsers call safe
// (https://fetch.spec.whatwg.org/#cors-safelisted-request-header); these are none of them.
bool is_deliberate(const http::RequestHead& head) {
    static constexpr std::array<std::string_view, 6> telling{
        "authorization",
        "x-api-key",
        "x-requested-with",
        "graphql-require-preflight",
        "apollo-require-preflight",
        "x-apollo-operation-name"
    };
    return is_json(head.header("content-type")) ||
           std::ranges::any_of(telling, [&head](std::string_view name) {
               return !head.header(name).empty();
           });
}

std::optional<ErrorCode> outcome_of(const language::Response& response) {
    if (response.errors.empty()) return std::nullopt;
    return failure_of(response.errors.front()).error.code;
}

http::Response json_answer(AnswerForm form, unsigned status, std::string json) {
    return {
        .status = status,
        .headers = {{"Content-Type", std::string(media_type_of(form))}},
        .body = form == AnswerForm::event_stream ? single_event(json) : std::move(json),
    };
}

}  // namespace

HttpExchange::HttpExchange(
    Engine& engine, access::Gate& gate, http::Request& request, telemetry::Stage& stage
)
    : engine_(engine),
      gate_(gate),
      request_(request),
      stage_(stage),
      context_(stage.context()),
      acceptance_(request.head.header("accept")) {}

http::Response HttpExchange::answer() {
    if (auto step = check_method(); !step) return std::move(step).error();
    if (auto step = identify(); !step) return std::move(step).error();
    auto request = read();
    if (!request) return std::move(request).error();
    auto operation = engine_.prepare(*request);
    std::exchange(request_.body, {});
    if (!operation) return refuse(document_status(), operation.error());
    request_.head.endpoint = operation->endpoint;
    auto form = choose_form(*operation);
    if (!form) return std::move(form).error();
    if (operation->kind() == language::OperationKind::subscription)
        return subscribe(std::move(*operation));
    return execute(std::move(*operation), *form);
}

HttpExchange::Step<void> HttpExchange::check_method() {
    const std::string& method = request_.head.method;
    if (method == "GET" || method == "POST") return {};
    http::Response response =
        method == "OPTIONS"
            ? http::Response{.status = 204}
            : refuse(method_not_allowed, "method_not_allowed", "GET and POST are taken");
    response.headers.emplace_back("Allow", "GET, POST");
    return std::unexpected(std::move(response));
}

HttpExchange::Step<void> HttpExchange::identify() {
    http::RequestHead& head = request_.head;
    const access::Origin origin{.protocol = protocol, .remote_address = head.remote_address};
    auto credential =
        shown_credential([&head](std::string_view name) { return head.header(name); });
    auto principal = credential ? gate_.authenticate(context_, origin, *credential)
                                : Result<Principal>(fail(credential.error()));
    if (principal) {
        context_.principal = std::move(*principal);
        head.context.principal = context_.principal;
        return {};
    }
    http::Response response = refuse(principal.error());
    if (principal.error().code == ErrorCode::unauthenticated) {
        const bool something = !credential || !credential->token.empty();
        response.headers.emplace_back("WWW-Authenticate", challenge(something));
    }
    return std::unexpected(std::move(response));
}

HttpExchange::Step<OperationRequest> HttpExchange::read() {
    if (!acceptance_.accepts_any()) {
        return std::unexpected(refuse(
            not_acceptable,
            "not_acceptable",
            "the answer is application/graphql-response+json, application/json or "
            "text/event-stream"
        ));
    }
    if (request_.head.method == "POST") return read_body();
    if (!is_deliberate(request_.head)) {
        return std::unexpected(refuse(
            bad_request,
            "preflight_required",
            "a GET needs a header that pages cannot send unasked, such as x-requested-with"
        ));
    }
    auto request = read_operation_request(request_.head.query);
    if (!request)
        return std::unexpected(refuse(bad_request, {failure_of(std::move(request).error())}));
    return std::move(*request);
}

HttpExchange::Step<OperationRequest> HttpExchange::read_body() {
    if (!is_json(request_.head.header("content-type")) || is_coded(request_.head)) {
        http::Response response = refuse(
            unsupported_media_type,
            "unsupported_media_type",
            "the body must be application/json, in UTF-8 and without content coding"
        );
        response.headers.emplace_back("Accept", "application/json");
        return std::unexpected(std::move(response));
    }
    auto request = read_operation_request(request_.body);
    if (!request)
        return std::unexpected(refuse(bad_request, {failure_of(std::move(request).error())}));
    return std::move(*request);
}

HttpExchange::Step<AnswerForm> HttpExchange::choose_form(const Operation& operation) {
    if (request_.head.method == "GET" && operation.kind() == language::OperationKind::mutation) {
        http::Response response =
            refuse(method_not_allowed, "method_not_allowed", "mutations come by POST");
        response.headers.emplace_back("Allow", "POST");
        return std::unexpected(std::move(response));
    }
    const auto form = acceptance_.for_operation(operation.kind());
    if (form) return *form;
    return std::unexpected(refuse(
        not_acceptable,
        "not_acceptable",
        "a subscription is answered with text/event-stream, or over a web socket"
    ));
}

http::Response HttpExchange::execute(Operation operation, AnswerForm form) {
    const OperationCall call(engine_, context_, request_.head.remote_address, std::move(operation));
    const language::Response result = engine_.execute(call.context, call.operation, *call.state);
    request_.head.outcome = outcome_of(result);
    if (request_.head.outcome && is_server_fault(*request_.head.outcome))
        stage_.mark_failed({*request_.head.outcome, "the operation failed"});
    http::Response response = json_answer(form, ok, response_json(result, context_));
    if (const auto& quota = call.state->quota()) {
        for (auto& field : quota_headers(*quota)) response.headers.push_back(std::move(field));
    }
    http::describe_exchange(stage_, request_.head, endpoint_path, response.status);
    response.headers.emplace_back(
        "Server-Timing", server_timing(call.state->timings(), stage_.end())
    );
    return response;
}

http::Response HttpExchange::subscribe(Operation operation) {
    RequestContext context = context_;
    context.deadline.reset();
    auto call = std::make_unique<OperationCall>(
        engine_, std::move(context), request_.head.remote_address, std::move(operation)
    );
    const RequestState* state = call->state.get();
    auto stream = SubscriptionStream::open(engine_, std::move(call));
    if (!stream) return refuse(document_status(), stream.error());
    http::Response response{
        .headers = {{"Content-Type", std::string(media_type_of(AnswerForm::event_stream))}}
    };
    if (const auto& quota = state->quota()) {
        for (auto& field : quota_headers(*quota)) response.headers.push_back(std::move(field));
    }
    // Proxies that buffer would hold events back.
    response.headers.emplace_back("X-Accel-Buffering", "no");
    response.stream = std::make_unique<SseSource>(std::move(*stream));
    return response;
}

http::Response HttpExchange::refuse(unsigned status, const Refusals& refusals) {
    const Error& first = refusals.front().error;
    request_.head.outcome = first.code;
    if (is_server_fault(first.code)) stage_.mark_failed(first);
    http::Response response =
        json_answer(acceptance_.for_refusal(), status, refusal_json(refusals, context_));
    if (first.retry_after) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*first.retry_after);
        response.headers.emplace_back("Retry-After", std::to_string(seconds.count()));
    }
    return response;
}

http::Response HttpExchange::refuse(unsigned status, std::string reason, std::string message) {
    return refuse(status, {invalid(std::move(reason), std::move(message))});
}

http::Response HttpExchange::refuse(const Error& error) {
    return refuse(http_status(error.code), {failure_of(error)});
}

// The draft, section 6.4: of a well-formed request `application/json` says 200 whatever became of
// it, as clients of that form take other statuses for failures of the way there.
unsigned HttpExchange::document_status() const {
    return acceptance_.for_refusal() == AnswerForm::json ? ok : bad_request;
}

}  // namespace lectern::transport::graphql
