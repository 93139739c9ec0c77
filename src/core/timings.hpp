#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace lectern {

/// How long one stage of a request took; the same number stands in its span and its histogram.
struct StageTiming {
    std::string stage;
    std::chrono::nanoseconds duration{};

    bool operator==(const StageTiming&) const = default;
};

/// In the order in which the stages ended. Not thread-safe: parallel stages write to one list each.
using Timings = std::vector<StageTiming>;

}  // namespace lectern
