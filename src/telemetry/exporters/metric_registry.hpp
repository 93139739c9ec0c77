#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/clock.hpp"
#include "core/thread_annotations.hpp"
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
    std::vector<std::string> labels;
    /// Of counters and gauges; the sum of a histogram.
    double value = 0;
    /// Not cumulative; one more than the definition's edges.
    std::vector<std::uint64_t> buckets{};
    /// One a bucket; `trace_id` empty where there is none.
    std::vector<Exemplar> exemplars{};
};

struct FamilySnapshot {
    const MetricDefinition* definition = nullptr;
    std::vector<SeriesSnapshot> series{};  ///< By label values.
};

/// Keeps the current value of every series. Recording takes a shared lock and atomics, so requests
/// never wait for a scrape or for each other; only the first use of a label set takes the family's
/// lock alone. A family that has its `max_series` drops new label sets and counts them in
/// `telemetry_dropped_total{signal="metric"}`. Thread-safe.
class MetricRegistry final : public MetricSink {
  public:
    /// `clock` dates exemplars and outlives the registry.
    explicit MetricRegistry(const Clock& clock);
    ~MetricRegistry() override;

    void add(const MetricDefinition& metric, LabelValues labels, double amount) override;
    void set(const MetricDefinition& metric, LabelValues labels, double value) override;
    void observe(
        const MetricDefinition& metric, LabelValues labels, double value, std::string_view trace_id
    ) override;

    void remove(const MetricDefinition& metric, LabelValues labels) override;

    /// `collect` is called before each snapshot to set values that are read rather than counted
    /// (queue depth, memory).
    void add_collector(std::function<void(const Metrics&)> collect);

    /// Families that have series, in the order of the catalogue.
    std::vector<FamilySnapshot> snapshot();

  private:
    struct Series;
    struct Family;

    // Runs `update` on the series while it cannot be removed; adds it when there is room.
    template <class Update>
    void with_series(const MetricDefinition& metric, LabelValues labels, const Update& update);
    Family* family_of(const MetricDefinition& metric);

    const Clock& clock_;
    std::vector<std::unique_ptr<Family>> families_;  // one a catalogue entry, fixed at construction
    std::unordered_map<std::string_view, Family*> by_name_;
    std::mutex collectors_mutex_;
    std::vector<std::function<void(const Metrics&)>> collectors_
        LECTERN_GUARDED_BY(collectors_mutex_);
};

}  // namespace lectern::telemetry
