#include "transport/rest/dispatcher.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/utf8.hpp"
#include "telemetry/active_request.hpp"
#include "transport/common/request_record.hpp"
#include "transport/common/server_timing.hpp"
#include "transport/common/status_map.hpp"
#include "transport/http/server_span.hpp"
#include "transport/rest/media_types.hpp"
#include "transport/rest/request_body.hpp"
#include "transport/rest/request_record.hpp"
#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

constexpr std::string_view json_type = "application/json";
// A body that no operation will read is passed over up to this size before the refusal is sent.
constexpr std::size_t max_unread_bytes = 1U << 20;

bool has_header(const http::Response& response, std::string_view name) {
    return std::ranges::find(response.headers, name, &http::Header::first) !=
           response.headers.end();
}

std::string join(const std::vector<std::string_view>& parts) {
    std::string text;
    for (const std::string_view part : parts) text.append(text.empty() ? "" : ", ").append(part);
    return text;
}

http::Response without_operation(
    const http::Request& request, const Route& route, const RequestContext& context
) {
    const std::string named = request.head.method + " " + request.head.path;
    if (route.kind == Route::Kind::malformed_path) {
        return problem_response(
            {ErrorCode::invalid_argument, "the path has a malformed percent-encoding"}, context
        );
    }
    if (request.head.method == "OPTIONS" && request.head.path == "*") return empty_response();
    if (route.kind == Route::Kind::unknown_path) {
        return problem_response(
            {ErrorCode::not_found, "there is no " + request.head.path}, context
        );
    }
    http::Response response;
    if (request.head.method == "OPTIONS")
        response = empty_response();
    else
        response =
            problem_response({ErrorCode::invalid_argument, "there is no " + named}, context, 405);
    response.headers.emplace_back("Allow", join(route.allowed));
    return response;
}

// The path's parameters, of which there may be a lot in a request that is going to be refused.
std::string target_of(const Route& route) {
    constexpr std::size_t longest = 1024;
    std::string target;
    for (const auto& [name, value] : route.parameters)
        target.append(target.empty() ? "" : "/").append(value);
    if (target.size() > longest) target.resize(longest);
    return as_utf8(target);
}

http::Response not_acceptable(const Operation& operation, Call& call) {
    const std::vector<std::string_view> produced(
        operation.produces.begin(), operation.produces.end()
    );
    call.outcome = ErrorCode::invalid_argument;
    return problem_response(
        {ErrorCode::invalid_argument, "the answer is " + join(produced) + ", which is not accepted"
        },
        call.context,
        406
    );
}

http::Response unsupported_media_type(const Operation& operation, Call& call) {
    std::vector<std::string_view> taken;
    for (const RequestBody& form : operation.bodies) taken.push_back(form.media_type);
    const std::string names = join(taken);
    call.outcome = ErrorCode::invalid_argument;
    auto response = problem_response(
        {ErrorCode::invalid_argument,
         "the body must be one of " + names + ", in UTF-8 and without content coding"},
        call.context,
        415
    );
    response.headers.emplace_back("Accept", names);
    return response;
}

}  // namespace

Result<std::unique_ptr<Dispatcher>> Dispatcher::create(
    std::vector<Operation> operations,
    std::unique_ptr<Contract> contract,
    Bindings bindings,
    access::Gate& gate,
    const telemetry::Telemetry& telemetry
) {
    if (auto checked = bindings.check(operations); !checked) return fail(checked);
    return std::unique_ptr<Dispatcher>(new Dispatcher(
        std::move(operations), std::move(contract), std::move(bindings), gate, telemetry
    ));
}

Dispatcher::Dispatcher(
    std::vector<Operation> operations,
    std::unique_ptr<Contract> contract,
    Bindings bindings,
    access::Gate& gate,
    const telemetry::Telemetry& telemetry
)
    : operations_(std::move(operations)),
      contract_(std::move(contract)),
      bindings_(std::move(bindings)),
      telemetry_(telemetry),
      router_(operations_),
      entrance_(gate) {
    for (const Operation& operation : operations_) {
        traits_.emplace(
            &operation,
            Traits{
                .span_name = std::string(operation.method).append(" ").append(operation.path),
                .rule = access::rule_of(operation.id)
            }
        );
    }
}

http::RoutePlan Dispatcher::plan(const http::RequestHead& head) {
    const Route route = router_.find(head.method, head.path);
    http::RoutePlan plan{
        .endpoint = std::string(route.template_path),
        .max_body_bytes = max_unread_bytes,
        .stream_body = announces_body(head)
    };
    if (route.operation == nullptr) return plan;
    const bool is_refused = entrance_.is_closed_to(head, traits_.at(route.operation).rule);
    const RequestBody* form = find_form(*route.operation, head);
    if (form != nullptr && !is_refused) {
        plan.max_body_bytes = form->max_bytes;
        plan.stream_body = form->stream;
        return plan;
    }
    // Streamed, so that nothing is kept of a body that nobody will read; and refused for what is
    // wrong with it rather than as too large, hence the size that another form could have.
    for (const RequestBody& other : route.operation->bodies) {
        plan.max_body_bytes = std::max(plan.max_body_bytes, other.max_bytes);
    }
    return plan;
}

http::Response Dispatcher::handle(http::Request& request, const http::RoutePlan&) {
    const Route route = router_.find(request.head.method, request.head.path);
    telemetry::Stage stage(
        telemetry_,
        request.head.context,
        {.name = span_name(route, request.head.method),
         .kind = telemetry::SpanKind::server,
         .histogram = nullptr,
         .timings = nullptr}
    );
    // So that the access log, and the server's own headers, tell the span's trace.
    request.head.context.trace = stage.context().trace;
    const InFlight in_flight(
        telemetry_,
        request.head.context,
        {.protocol = protocol,
         .endpoint = route.template_path,
         .method = method_label(request.head.method),
         .is_stream = request.stream != nullptr}
    );
    http::Response response = answer(request, route, stage);
    if (!has_header(response, "Cache-Control"))
        response.headers.emplace_back("Cache-Control", "no-store");
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    http::tell_trace(response, stage.context().trace);
    return response;
}

void Dispatcher::finished(const http::RequestHead& head, const http::Completion& completion) {
    record_finished(telemetry_, head, completion);
}

http::Response Dispatcher::answer(
    http::Request& request, const Route& route, telemetry::Stage& stage
) {
    if (route.kind != Route::Kind::found) {
        http::Response response = without_operation(request, route, stage.context());
        http::describe_exchange(stage, request.head, {}, response.status);
        return response;
    }
    Call call{.request = request, .context = stage.context(), .target = target_of(route)};
    const telemetry::ActiveRequest active(call.context, protocol, route.template_path);
    Visit visit = entrance_.enter(call, traits_.at(route.operation).rule);
    http::Response response =
        visit.verdict() ? serve(call, route, stage) : refuse(call, visit.verdict().error(), stage);
    visit.leave(call, response);
    http::describe_exchange(stage, request.head, route.template_path, response.status);
    response.headers.emplace_back("Server-Timing", server_timing(call.timings, stage.end()));
    return response;
}

http::Response Dispatcher::serve(Call& call, const Route& route, telemetry::Stage& stage) {
    const Operation& operation = *route.operation;
    const http::RequestHead& head = call.request.head;
    if (!accepts_any(head.header("accept"), operation.produces))
        return not_acceptable(operation, call);
    const bool has_body = announces_body(head) && !operation.bodies.empty();
    call.form = has_body ? find_form(operation, head) : nullptr;
    if (has_body && (call.form == nullptr || is_coded_otherwise(head)))
        return unsupported_media_type(operation, call);
    if (auto decoded = decode(call, route); !decoded) return refuse(call, decoded.error(), stage);
    return call_handler(call, operation, stage);
}

Result<void> Dispatcher::decode(Call& call, const Route& route) const {
    const Operation& operation = *route.operation;
    auto parameters = contract_->read_parameters(operation, route, call.request.head);
    if (!parameters) return fail(parameters);
    call.parameters = std::move(*parameters);
    if (call.form == nullptr) {
        if (operation.body_required)
            return fail(ErrorCode::invalid_argument, "the request needs a body");
        return {};
    }
    if (call.form->media_type != json_type) return {};
    auto body = contract_->read_json_body(operation, call.request.body);
    if (!body) return fail(body);
    call.body = std::move(*body);
    return {};
}

// The last resort for what should not be thrown: it is reported, and the client learns no more than
// that.
http::Response Dispatcher::call_handler(
    Call& call, const Operation& operation, telemetry::Stage& stage
) {
    try {
        auto response = bindings_.handler(operation)(call);
        if (response) return std::move(*response);
        return refuse(call, response.error(), stage);
    } catch (...) {
        const Error error{ErrorCode::internal, "internal error"};
        telemetry_.errors.report(call.context, error, telemetry::text_of_exception());
        return refuse(call, error, stage);
    }
}

http::Response Dispatcher::refuse(Call& call, const Error& error, telemetry::Stage& stage) const {
    call.outcome = error.code;
    if (is_server_fault(error.code)) stage.mark_failed(error);
    telemetry_.errors.report_answer(call.context, error);
    return problem_response(error, call.context);
}

std::string_view Dispatcher::span_name(const Route& route, std::string_view method) const {
    const auto found = traits_.find(route.operation);
    return found == traits_.end() ? http::span_name_without_route(method)
                                  : std::string_view(found->second.span_name);
}

}  // namespace lectern::transport::rest
