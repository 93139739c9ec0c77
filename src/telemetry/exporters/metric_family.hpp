#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/thread_annotations.hpp"
#include "telemetry/exporters/metric_series.hpp"
#include "telemetry/exporters/metric_snapshot.hpp"
#include "telemetry/metric.hpp"

namespace lectern::telemetry {

/// The series of one metric, found by their label values without a lock and without a copy of
/// them: an open hash table of fixed size, at most half full of series that are shown, into which
/// places are only ever filled. A series once made stays where it is until the family goes, so that
/// whoever found it may use it. Thread-safe.
class MetricFamily final {
  public:
    explicit MetricFamily(const MetricDefinition& metric);

    const MetricDefinition& definition() const { return metric_; }

    /// The series with these labels, made when there is none; null when the family has
    /// `max_series`. Only making one takes a lock, which no scrape ever holds.
    MetricSeries* find_or_make(LabelValues labels);

    /// Does nothing when there is none.
    void remove(LabelValues labels);

    FamilySnapshot snapshot() const;

  private:
    using Place = std::atomic<MetricSeries*>;

    MetricSeries* find(LabelValues labels, std::size_t hash) const;
    MetricSeries* make(LabelValues labels, std::size_t hash);
    Place& place_for(std::size_t hash) LECTERN_REQUIRES(mutex_);
    bool has_room() const { return alive_.load(std::memory_order_acquire) < metric_.max_series; }
    std::size_t next(std::size_t place) const { return (place + 1) & (places_.size() - 1); }

    const MetricDefinition& metric_;
    std::vector<Place> places_;  // a power of two
    std::atomic<std::size_t> alive_ = 0;
    std::mutex mutex_;  // for those who change which series there are
    std::vector<std::unique_ptr<MetricSeries>> owned_ LECTERN_GUARDED_BY(mutex_);
    std::vector<MetricSeries*> displaced_ LECTERN_GUARDED_BY(mutex_);  // not shown, and no place
};

}  // namespace lectern::telemetry
