#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "core/timings.hpp"

namespace lectern::transport {

/// The value of `Server-Timing` (https://www.w3.org/TR/server-timing/): the stages, then `request`,
/// in milliseconds.
std::string server_timing(const Timings& timings, std::chrono::nanoseconds request);

/// The HTTP method, or `other` for one that is not common: a bounded set.
std::string_view method_label(std::string_view method);

}  // namespace lectern::transport
