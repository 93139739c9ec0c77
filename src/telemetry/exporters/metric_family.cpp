#include "telemetry/exporters/metric_family.hpp"

#include <algorithm>
#include <bit>
#include <functional>

namespace lectern::telemetry {
namespace {

std::size_t hash_of(LabelValues labels) {
    std::size_t hash = 0;
    for (const std::string_view label : labels) {
        constexpr std::size_t odd = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio
        hash = std::rotl(hash * odd, 23) ^ std::hash<std::string_view>{}(label);
    }
    return hash;
}

}  // namespace

MetricFamily::MetricFamily(const MetricDefinition& metric)
    : metric_(metric), places_(std::bit_ceil(2 * std::max<std::size_t>(metric.max_series, 1))) {}

MetricSeries* MetricFamily::find_or_make(LabelValues labels) {
    if (labels.size() != metric_.labels.size()) return nullptr;
    const std::size_t hash = hash_of(labels);
    MetricSeries* series = find(labels, hash);
    if (series != nullptr && series->is_alive()) return series;
    if (has_room()) return make(labels, hash);
    // The one that took the last room may be this one, made since it was looked for.
    series = find(labels, hash);
    return series != nullptr && series->is_alive() ? series : nullptr;
}

void MetricFamily::remove(LabelValues labels) {
    const std::lock_guard lock(mutex_);
    MetricSeries* series = find(labels, hash_of(labels));
    if (series == nullptr || !series->is_alive()) return;
    series->bury();
    alive_.fetch_sub(1, std::memory_order_relaxed);
}

FamilySnapshot MetricFamily::snapshot() const {
    FamilySnapshot copy{.definition = &metric_};
    copy.series.reserve(alive_.load(std::memory_order_relaxed));
    for (const Place& place : places_) {
        const MetricSeries* series = place.load(std::memory_order_acquire);
        if (series != nullptr && series->is_alive()) copy.series.push_back(series->snapshot());
    }
    std::ranges::sort(copy.series, {}, &SeriesSnapshot::labels);
    return copy;
}

MetricSeries* MetricFamily::find(LabelValues labels, std::size_t hash) const {
    std::size_t place = hash & (places_.size() - 1);
    for (std::size_t looked = 0; looked < places_.size(); ++looked, place = next(place)) {
        MetricSeries* series = places_[place].load(std::memory_order_acquire);
        if (series == nullptr) return nullptr;
        if (series->has_labels(labels)) return series;
    }
    return nullptr;
}

MetricSeries* MetricFamily::make(LabelValues labels, std::size_t hash) {
    const std::lock_guard lock(mutex_);
    MetricSeries* series = find(labels, hash);
    if (series != nullptr && series->is_alive()) return series;  // somebody was faster
    if (!has_room()) return nullptr;
    if (series != nullptr) {
        series->revive();
        alive_.fetch_add(1, std::memory_order_release);
        return series;
    }
    // One with these labels may have lost its place to others: it comes back, so that what comes
    // and goes does not add up.
    const auto former = std::ranges::find_if(displaced_, [&](const MetricSeries* one) {
        return one->has_labels(labels);
    });
    if (former == displaced_.end()) {
        owned_.push_back(std::make_unique<MetricSeries>(metric_, labels));
        series = owned_.back().get();
    } else {
        series = *former;
        displaced_.erase(former);
        series->revive();
    }
    Place& place = place_for(hash);
    if (MetricSeries* displaced = place.load(std::memory_order_relaxed))
        displaced_.push_back(displaced);
    place.store(series, std::memory_order_release);
    // Last, so that whoever sees the family full finds every series that fills it.
    alive_.fetch_add(1, std::memory_order_release);
    return series;
}

// The first place of the way to these labels that is empty, or holds a series that is not shown.
MetricFamily::Place& MetricFamily::place_for(std::size_t hash) {
    std::size_t place = hash & (places_.size() - 1);
    while (true) {
        const MetricSeries* series = places_[place].load(std::memory_order_relaxed);
        if (series == nullptr || !series->is_alive()) return places_[place];
        place = next(place);
    }
}

}  // namespace lectern::telemetry
