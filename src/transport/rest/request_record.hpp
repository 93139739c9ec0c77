#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/timings.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::rest {

/// Counts a request as in flight while its handler works. `metrics` outlives it.
class InFlight final {
  public:
    explicit InFlight(const telemetry::Metrics& metrics);
    ~InFlight();
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;

  private:
    const telemetry::Metrics& metrics_;
};

/// The method, or `other` for one that is not common: a bounded set.
std::string_view method_label(std::string_view method);

/// The value of `Server-Timing` (https://www.w3.org/TR/server-timing/): the stages, then `request`,
/// in milliseconds.
std::string server_timing(const Timings& timings, std::chrono::nanoseconds request);

/// Counts and times an exchange that is over, and writes its line to the access log: at debug level
/// for probes, which would drown the rest, and as a warning for failures of the server.
void record_finished(
    const telemetry::Telemetry& telemetry,
    const http::RequestHead& head,
    const http::Completion& completion
);

}  // namespace lectern::transport::rest
