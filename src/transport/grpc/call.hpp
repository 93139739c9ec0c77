#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include <grpcpp/server_context.h>
#include <grpcpp/support/status.h>

#include "access/gate.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "telemetry/stage.hpp"
#include "transport/common/request_record.hpp"
#include "transport/grpc/site.hpp"

namespace lectern::transport::grpc {

/// One call on its way through the steps that all have in common: the context is adopted when it
/// comes, `enter` finds out who asks and whether they may, `leave` tells the client, the trace, the
/// metrics, the log and the audit trail how it ended. One thread at a time, but for `cancel`.
class Call final {
  public:
    /// On a thread of gRPC: quick. All outlive the call.
    Call(const Site& site, const Rpc& rpc, ::grpc::CallbackServerContext& server);

    /// With the call's span as trace parent, and after `enter` with who asks.
    const RequestContext& context() const { return context_; }

    /// On the request pool: may block. Errors of the gate.
    Result<void> enter();

    /// Does `work` and turns what it throws into a reported `internal`.
    Result<void> guard(const std::function<Result<void>()>& work) const;

    /// What the operation is about, for the audit trail.
    void set_target(std::string target) { target_ = std::move(target); }
    void count_request(std::size_t bytes) { request_bytes_ += bytes; }
    /// Thread-safe.
    void count_response(std::size_t bytes) { response_bytes_ += bytes; }

    /// The client went away or its deadline passed. Thread-safe.
    void cancel() { stop_.request_stop(); }

    /// Once, at the end; the status is for `Finish`.
    ::grpc::Status leave(const Result<void>& outcome);

  private:
    void tell_quota(const access::Quota& quota);
    void describe(int status);
    Result<void> settle(const Result<void>& outcome) const;
    void record(const std::optional<ErrorCode>& outcome, int status);

    const LiveCalls::Presence presence_;  // the first member, so that it is the last to go
    const Site& site_;
    const Rpc& rpc_;
    ::grpc::CallbackServerContext& server_;
    const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
    const std::string remote_address_;
    std::stop_source stop_{};
    RequestContext context_;
    telemetry::Stage stage_;
    std::optional<InFlight> in_flight_{};
    std::optional<access::Admission> admission_{};
    std::string target_{};
    std::size_t request_bytes_ = 0;
    std::atomic<std::size_t> response_bytes_ = 0;
};

}  // namespace lectern::transport::grpc
