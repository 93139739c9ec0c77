#include "telemetry/exporters/metric_registry.hpp"

#include <algorithm>
#include <array>

#include "telemetry/metric_catalog.hpp"

namespace lectern::telemetry {
namespace {

// Label values joined by a byte that no UTF-8 text has.
std::string key_of(LabelValues labels) {
    std::string key;
    for (const std::string_view label : labels) {
        key += label;
        key += '\xff';
    }
    return key;
}

}  // namespace

struct MetricRegistry::Series {
    Series(const MetricDefinition& metric, LabelValues values)
        : labels(values.begin(), values.end()),
          buckets(metric.type == MetricType::histogram ? metric.buckets.size() + 1 : 0),
          exemplars(buckets.size()) {}

    const std::vector<std::string> labels;
    std::atomic<double> value = 0;
    std::vector<std::atomic<std::uint64_t>> buckets;
    std::mutex exemplars_mutex;
    std::vector<Exemplar> exemplars LECTERN_GUARDED_BY(exemplars_mutex);
};

struct MetricRegistry::Family {
    const MetricDefinition* definition = nullptr;
    std::shared_mutex mutex;
    std::unordered_map<std::string, std::unique_ptr<Series>> series LECTERN_GUARDED_BY(mutex);
};

MetricRegistry::MetricRegistry(const Clock& clock) : clock_(clock) {
    for (const MetricDefinition* definition : catalog::all) {
        families_.push_back(std::make_unique<Family>());
        families_.back()->definition = definition;
        by_name_.emplace(definition->name, families_.back().get());
    }
}

MetricRegistry::~MetricRegistry() = default;

// Adding to the family is rare, so that the lock of all others is shared.
template <class Update>
void MetricRegistry::with_series(
    const MetricDefinition& metric, LabelValues labels, const Update& update
) {
    Family* family = family_of(metric);
    if (family == nullptr || labels.size() != metric.labels.size()) return;
    std::string key = key_of(labels);
    {
        const std::shared_lock lock(family->mutex);
        if (const auto found = family->series.find(key); found != family->series.end())
            return update(*found->second);
    }
    {
        const std::unique_lock lock(family->mutex);
        const auto found = family->series.find(key);
        if (found != family->series.end()) return update(*found->second);
        if (family->series.size() < metric.max_series) {
            auto& added = family->series[std::move(key)];
            added = std::make_unique<Series>(metric, labels);
            return update(*added);
        }
    }
    constexpr std::array<std::string_view, 1> signal{"metric"};
    add(catalog::telemetry_dropped_total, signal, 1);
}

void MetricRegistry::add(const MetricDefinition& metric, LabelValues labels, double amount) {
    with_series(metric, labels, [amount](Series& series) {
        series.value.fetch_add(amount, std::memory_order_relaxed);
    });
}

void MetricRegistry::set(const MetricDefinition& metric, LabelValues labels, double value) {
    with_series(metric, labels, [value](Series& series) {
        series.value.store(value, std::memory_order_relaxed);
    });
}

void MetricRegistry::observe(
    const MetricDefinition& metric, LabelValues labels, double value, std::string_view trace_id
) {
    const auto edge = std::ranges::lower_bound(metric.buckets, value);
    const auto bucket = static_cast<std::size_t>(edge - metric.buckets.begin());
    with_series(metric, labels, [&](Series& series) {
        series.buckets[bucket].fetch_add(1, std::memory_order_relaxed);
        series.value.fetch_add(value, std::memory_order_relaxed);
        if (trace_id.empty()) return;
        const std::unique_lock lock(series.exemplars_mutex, std::try_to_lock);
        // An exemplar is a sample: whoever comes second at the same moment is not needed.
        if (lock)
            series.exemplars[bucket] = {
                .trace_id = std::string(trace_id), .value = value, .at = clock_.now()
            };
    });
}

void MetricRegistry::remove(const MetricDefinition& metric, LabelValues labels) {
    Family* family = family_of(metric);
    if (family == nullptr) return;
    const std::unique_lock lock(family->mutex);
    family->series.erase(key_of(labels));
}

void MetricRegistry::add_collector(std::function<void(const Metrics&)> collect) {
    const std::lock_guard lock(collectors_mutex_);
    collectors_.push_back(std::move(collect));
}

std::vector<FamilySnapshot> MetricRegistry::snapshot() {
    {
        const std::lock_guard lock(collectors_mutex_);
        for (const auto& collect : collectors_) collect(Metrics(*this));
    }
    std::vector<FamilySnapshot> families;
    for (const auto& family : families_) {
        FamilySnapshot copy{.definition = family->definition};
        const std::shared_lock lock(family->mutex);
        for (const auto& [key, series] : family->series) {
            SeriesSnapshot one{
                .labels = series->labels, .value = series->value.load(std::memory_order_relaxed)
            };
            for (const auto& bucket : series->buckets)
                one.buckets.push_back(bucket.load(std::memory_order_relaxed));
            const std::lock_guard exemplars_lock(series->exemplars_mutex);
            one.exemplars = series->exemplars;
            copy.series.push_back(std::move(one));
        }
        if (copy.series.empty()) continue;
        std::ranges::sort(copy.series, {}, &SeriesSnapshot::labels);
        families.push_back(std::move(copy));
    }
    return families;
}

MetricRegistry::Family* MetricRegistry::family_of(const MetricDefinition& metric) {
    const auto found = by_name_.find(metric.name);
    return found == by_name_.end() ? nullptr : found->second;
}

}  // namespace lectern::telemetry
