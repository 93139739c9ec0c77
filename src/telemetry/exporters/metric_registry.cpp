#include "telemetry/exporters/metric_registry.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/assert.hpp"
#include "telemetry/metric_catalog.hpp"

namespace lectern::telemetry {
namespace {

constexpr std::size_t most_labels = 8;
constexpr std::string_view folded = "other";
constexpr std::array<std::string_view, 1> value_label{"value"};

// The values of a folded label that are told apart: a family that is never shown.
class KnownValues {
  public:
    explicit KnownValues(std::size_t count)
        : definition_{.name = "known_values", .help = {}, .type = MetricType::gauge, .labels = value_label, .max_series = count},
          family_(definition_) {}

    std::string_view fold(std::string_view value) {
        const std::array one{value};
        return family_.find_or_make(one) == nullptr ? folded : value;
    }

  private:
    const MetricDefinition definition_;
    MetricFamily family_;
};

}  // namespace

struct MetricRegistry::Entry {
    Entry(const MetricDefinition& definition, std::size_t folded_values) : family(definition) {
        LECTERN_ASSERT(definition.labels.size() <= most_labels);
        if (definition.folded_label != MetricDefinition::no_label) known.emplace(folded_values);
    }

    MetricFamily family;
    std::optional<KnownValues> known{};
};

MetricRegistry::MetricRegistry(const Clock& clock) : MetricRegistry(clock, Options{}) {}

MetricRegistry::MetricRegistry(const Clock& clock, Options options) : clock_(clock) {
    for (const MetricDefinition* definition : catalog::all) {
        entries_.push_back(std::make_unique<Entry>(*definition, options.folded_values));
        by_name_.emplace(definition->name, entries_.back().get());
        by_definition_.emplace(definition, entries_.back().get());
    }
}

MetricRegistry::~MetricRegistry() = default;

MetricSeries* MetricRegistry::series_of(const MetricDefinition& metric, LabelValues labels) {
    Entry* entry = entry_of(metric);
    if (entry == nullptr || labels.size() != entry->family.definition().labels.size())
        return nullptr;
    MetricSeries* series = nullptr;
    if (entry->known) {
        std::array<std::string_view, most_labels> copy{};
        std::ranges::copy(labels, copy.begin());
        std::string_view& value = copy[entry->family.definition().folded_label];
        value = entry->known->fold(value);
        series = entry->family.find_or_make(LabelValues(copy).first(labels.size()));
    } else {
        series = entry->family.find_or_make(labels);
    }
    if (series == nullptr) count_dropped(entry->family.definition());
    return series;
}

void MetricRegistry::add(const MetricDefinition& metric, LabelValues labels, double amount) {
    if (MetricSeries* series = series_of(metric, labels)) series->add(amount);
}

void MetricRegistry::set(const MetricDefinition& metric, LabelValues labels, double value) {
    if (MetricSeries* series = series_of(metric, labels)) series->set(value);
}

void MetricRegistry::observe(
    const MetricDefinition& metric, LabelValues labels, double value, std::string_view trace_id
) {
    const auto edge = std::ranges::lower_bound(metric.buckets, value);
    const auto bucket = static_cast<std::size_t>(edge - metric.buckets.begin());
    if (MetricSeries* series = series_of(metric, labels))
        series->observe(bucket, value, trace_id, clock_);
}

void MetricRegistry::remove(const MetricDefinition& metric, LabelValues labels) {
    if (Entry* entry = entry_of(metric)) entry->family.remove(labels);
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
    for (const auto& entry : entries_) {
        FamilySnapshot copy = entry->family.snapshot();
        if (!copy.series.empty()) families.push_back(std::move(copy));
    }
    return families;
}

// By its address as a rule; a copy of a definition is known by its name.
MetricRegistry::Entry* MetricRegistry::entry_of(const MetricDefinition& metric) const {
    if (const auto found = by_definition_.find(&metric); found != by_definition_.end())
        return found->second;
    const auto found = by_name_.find(metric.name);
    return found == by_name_.end() ? nullptr : found->second;
}

void MetricRegistry::count_dropped(const MetricDefinition& metric) {
    static constexpr std::array<std::string_view, 1> signal{"metric"};
    const std::array family{metric.name};
    // These two never drop: their label values are the catalogue's.
    add(catalog::telemetry_dropped_total, signal, 1);
    add(catalog::telemetry_series_dropped_total, family, 1);
}

}  // namespace lectern::telemetry
