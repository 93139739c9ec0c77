#pragma once

#include <chrono>
#include <functional>

namespace lectern::access {

/// Time for everything that is measured rather than dated: limits, lifetimes of what is cached.
using SteadyTime = std::chrono::steady_clock::time_point;

/// Where it comes from; tests give one that they move. Thread-safe.
using SteadyClock = std::function<SteadyTime()>;

}  // namespace lectern::access
