#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "telemetry/metric.hpp"

namespace lectern::telemetry {

/// The trace that a bucket saw last.
struct Exemplar {
    std::string trace_id;
    double value = 0;
    Timestamp at{};
};

/// One series as it was at a moment.
struct SeriesSnapshot {
    /// In the order of the definition.
    std::vector<std::string> labels{};
    /// Of counters and gauges; the sum of a histogram.
    double value = 0;
    /// Not cumulative; one more than the definition's edges.
    std::vector<std::uint64_t> buckets{};
    /// One a bucket, with `trace_id` empty where there is none; none at all where no bucket has
    /// one.
    std::vector<Exemplar> exemplars{};
};

struct FamilySnapshot {
    const MetricDefinition* definition = nullptr;
    std::vector<SeriesSnapshot> series{};  ///< By label values.
};

}  // namespace lectern::telemetry
