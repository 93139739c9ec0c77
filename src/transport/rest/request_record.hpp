#pragma once

#include <string_view>

#include "telemetry/telemetry.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::rest {

/// The label of this protocol in metrics and logs.
inline constexpr std::string_view protocol = "rest";

/// Counts and times an exchange that is over, and writes its line to the access log: at debug level
/// for probes, which would drown the rest, and as a warning for failures of the server.
void record_finished(
    const telemetry::Telemetry& telemetry,
    const http::RequestHead& head,
    const http::Completion& completion
);

}  // namespace lectern::transport::rest
