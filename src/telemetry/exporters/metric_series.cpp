#include "telemetry/exporters/metric_series.hpp"

#include <algorithm>

namespace lectern::telemetry {

MetricSeries::MetricSeries(const MetricDefinition& metric, LabelValues labels)
    : labels_(labels.begin(), labels.end()),
      buckets_(metric.type == MetricType::histogram ? metric.buckets.size() + 1 : 0),
      exemplars_(buckets_.size()) {}

bool MetricSeries::has_labels(LabelValues labels) const {
    return std::ranges::equal(labels_, labels);
}

void MetricSeries::observe(
    std::size_t bucket, double value, std::string_view trace_id, const Clock& clock
) {
    buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
    value_.fetch_add(value, std::memory_order_relaxed);
    if (trace_id.size() != std::tuple_size_v<decltype(BucketExemplar::trace_id)>) return;
    const std::unique_lock lock(exemplars_mutex_, std::try_to_lock);
    if (!lock) return;  // an exemplar is a sample: the next one will do
    BucketExemplar& exemplar = exemplars_[bucket];
    std::ranges::copy(trace_id, exemplar.trace_id.begin());
    exemplar.value = value;
    exemplar.at = clock.now();
}

void MetricSeries::revive() {
    value_.store(0, std::memory_order_relaxed);
    for (auto& bucket : buckets_) bucket.store(0, std::memory_order_relaxed);
    {
        const std::lock_guard lock(exemplars_mutex_);
        std::ranges::fill(exemplars_, BucketExemplar{});
    }
    is_alive_.store(true, std::memory_order_release);
}

SeriesSnapshot MetricSeries::snapshot() const {
    SeriesSnapshot copy{.labels = labels_, .value = value_.load(std::memory_order_relaxed)};
    copy.buckets.reserve(buckets_.size());
    for (const auto& bucket : buckets_)
        copy.buckets.push_back(bucket.load(std::memory_order_relaxed));
    const std::lock_guard lock(exemplars_mutex_);
    for (std::size_t i = 0; i < exemplars_.size(); ++i) {
        const BucketExemplar& exemplar = exemplars_[i];
        if (!exemplar.at) continue;
        copy.exemplars.resize(exemplars_.size());
        copy.exemplars[i] = {
            .trace_id = std::string(exemplar.trace_id.begin(), exemplar.trace_id.end()),
            .value = exemplar.value,
            .at = *exemplar.at
        };
    }
    return copy;
}

}  // namespace lectern::telemetry
