#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/thread_annotations.hpp"
#include "telemetry/exporters/metric_snapshot.hpp"
#include "telemetry/metric.hpp"

namespace lectern::telemetry {

/// One label set and what was measured for it. Thread-safe; nobody who measures waits for anybody.
class MetricSeries final {
  public:
    MetricSeries(const MetricDefinition& metric, LabelValues labels);

    bool has_labels(LabelValues labels) const;
    const std::vector<std::string>& labels() const { return labels_; }

    void add(double amount) { value_.fetch_add(amount, std::memory_order_relaxed); }
    void set(double value) { value_.store(value, std::memory_order_relaxed); }
    /// In the bucket of that place. `trace_id` (of 32 characters, others are passed over) becomes
    /// the bucket's exemplar, unless somebody else is setting one.
    void observe(std::size_t bucket, double value, std::string_view trace_id, const Clock& clock);

    /// Whether it is shown. One that is not may be shown again, from zero.
    bool is_alive() const { return is_alive_.load(std::memory_order_acquire); }
    void bury() { is_alive_.store(false, std::memory_order_release); }
    void revive();

    SeriesSnapshot snapshot() const;

  private:
    struct BucketExemplar {
        std::array<char, 32> trace_id{};
        double value = 0;
        std::optional<Timestamp> at{};  ///< Nothing: there is none.
    };

    const std::vector<std::string> labels_;
    std::atomic<bool> is_alive_ = true;
    std::atomic<double> value_ = 0;
    std::vector<std::atomic<std::uint64_t>> buckets_;
    mutable std::mutex
        exemplars_mutex_;  // who measures only tries it, so that a scrape may hold it
    std::vector<BucketExemplar> exemplars_ LECTERN_GUARDED_BY(exemplars_mutex_);
};

}  // namespace lectern::telemetry
