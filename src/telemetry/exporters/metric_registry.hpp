#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/clock.hpp"
#include "core/thread_annotations.hpp"
#include "telemetry/exporters/metric_family.hpp"
#include "telemetry/exporters/metric_snapshot.hpp"
#include "telemetry/metric.hpp"

namespace lectern::telemetry {

/// Keeps the current value of every series. Recording takes no lock and makes no copy, but for the
/// first use of a label set, and waits neither for a scrape nor for others who record. A family
/// that has its `max_series` drops new label sets and counts them in
/// `telemetry_dropped_total{signal="metric"}` and in `telemetry_series_dropped_total{metric}`.
/// Thread-safe.
class MetricRegistry final : public MetricSink {
  public:
    struct Options {
        /// Values of a folded label that get series of their own: those that come first, as a
        /// counter that gives way to another one would fall, and so would what is made of it. All
        /// others are `other`.
        std::size_t folded_values = 50;
    };

    /// `clock` dates exemplars and outlives the registry.
    explicit MetricRegistry(const Clock& clock);
    MetricRegistry(const Clock& clock, Options options);
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
    struct Entry;

    MetricSeries* series_of(const MetricDefinition& metric, LabelValues labels);
    Entry* entry_of(const MetricDefinition& metric) const;
    void count_dropped(const MetricDefinition& metric);

    const Clock& clock_;
    std::vector<std::unique_ptr<Entry>> entries_;  // one a catalogue entry, fixed at construction
    std::unordered_map<std::string_view, Entry*> by_name_;
    std::unordered_map<const MetricDefinition*, Entry*> by_definition_;
    std::mutex collectors_mutex_;  // for scrapes alone
    std::vector<std::function<void(const Metrics&)>> collectors_
        LECTERN_GUARDED_BY(collectors_mutex_);
};

}  // namespace lectern::telemetry
