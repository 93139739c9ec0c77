#include "transport/grpc/call.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "core/ascii.hpp"
#include "core/utf8.hpp"
#include "telemetry/active_request.hpp"
#include "transport/common/access_headers.hpp"
#include "transport/common/context.hpp"
#include "transport/common/server_timing.hpp"
#include "transport/common/status_map.hpp"
#include "transport/grpc/peer.hpp"
#include "transport/grpc/status_details.hpp"

namespace lectern::transport::grpc {
namespace {

constexpr std::string_view protocol = "grpc";

std::string_view metadata(const ::grpc::ServerContextBase& server, std::string_view name) {
    const auto& all = server.client_metadata();
    const auto found = all.find(::grpc::string_ref(name.data(), name.size()));
    if (found == all.end()) return {};
    return {found->second.data(), found->second.size()};
}

// A stream takes the time that it takes; a unary call that sets no deadline gets the server's.
std::optional<std::chrono::steady_clock::time_point> deadline_of(
    const ::grpc::ServerContextBase& server,
    const Rpc& rpc,
    std::chrono::steady_clock::time_point otherwise
) {
    const auto deadline = server.deadline();
    if (deadline == std::chrono::system_clock::time_point::max()) {
        if (rpc.kind != "unary") return std::nullopt;
        return otherwise;
    }
    return std::chrono::steady_clock::now() + (deadline - std::chrono::system_clock::now());
}

RequestContext adopt(
    const ::grpc::ServerContextBase& server,
    const Rpc& rpc,
    std::chrono::milliseconds timeout,
    std::stop_token stop
) {
    RequestContext context =
        adopt_context([&server](std::string_view name) { return metadata(server, name); }, timeout);
    context.deadline = deadline_of(server, rpc, *context.deadline);
    context.stop = std::move(stop);
    return context;
}

}  // namespace

Call::Call(const Site& site, const Rpc& rpc, ::grpc::CallbackServerContext& server)
    : presence_(site.live),
      site_(site),
      rpc_(rpc),
      server_(server),
      remote_address_(address_of_peer(server.peer())),
      context_(adopt(server, rpc, site.request_timeout, stop_.get_token())),
      stage_(
          site.telemetry,
          context_,
          {.name = rpc.name, .kind = telemetry::SpanKind::server, .histogram = nullptr}
      ) {
    context_.trace = stage_.context().trace;
    in_flight_.emplace(
        site.telemetry,
        context_,
        RequestUnderWay{
            .protocol = protocol,
            .endpoint = rpc.name,
            .method = rpc.kind,
            .is_stream = rpc.kind != "unary"
        }
    );
    server_.AddInitialMetadata("x-request-id", context_.request_id);
    server_.AddInitialMetadata("x-correlation-id", context_.correlation_id);
    if (context_.trace.is_valid())
        server_.AddInitialMetadata("traceresponse", context_.trace.traceparent());
}

Result<void> Call::enter() {
    if (auto good = context_.check(); !good) return good;
    const access::Origin origin{.protocol = protocol, .remote_address = remote_address_};
    auto credential =
        access::read_credential(metadata(server_, "authorization"), metadata(server_, "x-api-key"));
    if (!credential) return fail(credential);
    auto principal = site_.gate.authenticate(context_, origin, *credential);
    if (!principal) return fail(principal);
    context_.principal = std::move(*principal);
    admission_.emplace(site_.gate.admit(context_, origin, access::rule_of(rpc_.operation)));
    if (admission_->quota()) tell_quota(*admission_->quota());
    return admission_->verdict();
}

Result<void> Call::guard(const std::function<Result<void>()>& work) const {
    const telemetry::ActiveRequest active(context_, protocol, rpc_.name);
    try {
        auto outcome = work();
        if (!outcome) site_.telemetry.errors.report_answer(context_, outcome.error());
        return outcome;
    } catch (...) {
        Error error{.code = ErrorCode::internal, .message = "internal error"};
        site_.telemetry.errors.report(context_, error, telemetry::text_of_exception());
        return fail(std::move(error));
    }
}

::grpc::Status Call::leave(const Result<void>& outcome) {
    const Result<void> settled = settle(outcome);
    if (settled) {
        record(std::nullopt, 0);
        return ::grpc::Status::OK;
    }
    const Error& error = settled.error();
    const int status = grpc_status(error.code);
    if (is_server_fault(error.code)) stage_.mark_failed(error);
    record(error.code, status);
    return {
        static_cast<::grpc::StatusCode>(status),
        as_utf8(error.message),
        encode_status_details(error, context_)
    };
}

// gRPC cancels a call whose deadline passes: then time ran out, rather than the client's patience.
Result<void> Call::settle(const Result<void>& outcome) const {
    const bool is_late = !outcome && outcome.error().code == ErrorCode::cancelled &&
                         context_.deadline &&
                         std::chrono::steady_clock::now() >= *context_.deadline;
    if (is_late) return fail(ErrorCode::deadline_exceeded, "the request ran out of time");
    return outcome;
}

void Call::record(const std::optional<ErrorCode>& outcome, int status) {
    if (admission_) admission_->finish(outcome, target_);
    describe(status);
    const auto duration = stage_.end();
    server_.AddTrailingMetadata("server-timing", server_timing({}, duration));
    in_flight_.reset();
    record_finished(
        site_.telemetry,
        context_,
        {
            .protocol = protocol,
            .endpoint = rpc_.name,
            .method = rpc_.kind,
            .status = grpc_status_name(status),
            .outcome = outcome,
            .duration = std::chrono::steady_clock::now() - started_,
            .request_bytes = request_bytes_,
            .response_bytes = response_bytes_,
            .remote_address = remote_address_,
            .is_server_failure = outcome && is_server_fault(*outcome),
        }
    );
}

// By https://opentelemetry.io/docs/specs/semconv/rpc/grpc/.
void Call::describe(int status) {
    const auto slash = std::min(rpc_.name.find('/'), rpc_.name.size());
    stage_.set({"rpc.system", protocol});
    if (slash < rpc_.name.size()) {
        stage_.set({"rpc.service", rpc_.name.substr(0, slash)});
        stage_.set({"rpc.method", rpc_.name.substr(slash + 1)});
    }
    stage_.set({"rpc.grpc.status_code", status});
    stage_.set({"client.address", remote_address_});
}

void Call::tell_quota(const access::Quota& quota) {
    for (const auto& [name, value] : quota_headers(quota))
        server_.AddTrailingMetadata(to_ascii_lower(name), value);  // where names are in lower case
}

}  // namespace lectern::transport::grpc
