#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include "core/request_context.hpp"

namespace lectern::transport {

/// Gives the value of a header (or metadata entry) by lower-case name; empty when absent.
using HeaderLookup = std::function<std::string_view(std::string_view name)>;

/// Makes the context of a request: `x-request-id` and `x-correlation-id` are taken over when they
/// are 1 to 128 of letters, digits and `-_.:`, otherwise the request id is made and the correlation
/// id is the request id; `traceparent`, `tracestate` and `baggage` are taken over when
/// well-formed; the deadline is `timeout` from now.
RequestContext adopt_context(const HeaderLookup& header, std::chrono::milliseconds timeout);

}  // namespace lectern::transport
