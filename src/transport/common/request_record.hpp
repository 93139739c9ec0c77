#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::transport {

/// Counts a request as in flight while its handler works. `metrics` and the constant `protocol`
/// outlive it.
class InFlight final {
  public:
    InFlight(const telemetry::Metrics& metrics, std::string_view protocol);
    ~InFlight();
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

  private:
    const telemetry::Metrics& metrics_;
    const std::string_view protocol_;
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

/// Counts and times a request that is over, and writes its line to the access log: at debug level
/// for routine ones, and as a warning for failures of the server.
void record_finished(
    const telemetry::Telemetry& telemetry,
    const RequestContext& context,
    const FinishedRequest& request
);

}  // namespace lectern::transport
