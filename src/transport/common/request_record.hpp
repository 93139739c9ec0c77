#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "telemetry/running_requests.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::transport {

/// What a request that is being worked on is. Every view is looked at once, but for the protocol.
struct RequestUnderWay {
    std::string_view protocol;  ///< A constant: `rest`, `graphql` or `grpc`.
    std::string_view endpoint{};
    std::string_view method{};
    bool is_stream = false;  ///< Takes the time that its client takes, and is never slow.
};

/// Counts a request as in flight while its handler works, and has it watched in case it is slow.
/// Made when the request's span has begun, so that a line about it tells the trace. `telemetry`
/// outlives it.
class InFlight final {
  public:
    InFlight(
        const telemetry::Telemetry& telemetry,
        const RequestContext& context,
        const RequestUnderWay& request
    );
    ~InFlight();
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

  private:
    const telemetry::Telemetry& telemetry_;
    const std::string_view protocol_;
    std::optional<telemetry::RunningRequests::Stay> stay_{};
};

/// A request that is over, as metrics and access log tell it. Every view is looked at once.
struct FinishedRequest {
    std::string_view protocol;  ///< `rest`, `graphql` or `grpc`.
    std::string_view endpoint;  ///< Route template or full method; `unmatched` when there is none.
    std::string_view method;    ///< Of HTTP, or the kind of a GraphQL operation or an rpc.
    std::string_view status;    ///< In the protocol's own terms, e.g. `200` or `NOT_FOUND`.
    std::optional<ErrorCode> outcome{};  ///< Nothing: it went well.
    std::chrono::nanoseconds duration{};
    std::size_t request_bytes = 0;   ///< Of the body, or of the messages.
    std::size_t response_bytes = 0;  ///< Of the body, or of the messages.
    std::string_view remote_address{};
    bool is_routine = false;         ///< Would drown the rest of the log, e.g. a probe.
    bool is_server_failure = false;  ///< The server's fault rather than the client's.
};

/// Counts and times a request that is over, for its tenant too when that is known, and writes its
/// line to the access log: at debug level for routine ones, and as a warning for failures of the
/// server. The line of one that was slow tells the stages.
void record_finished(
    const telemetry::Telemetry& telemetry,
    const RequestContext& context,
    const FinishedRequest& request
);

}  // namespace lectern::transport
