#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

namespace lectern::telemetry {

enum class MetricType { counter, gauge, histogram };

/// One family of the catalogue (`api/telemetry/metrics.yaml`), generated into `metric_catalog.hpp`.
struct MetricDefinition {
    std::string_view name;
    std::string_view help;
    MetricType type = MetricType::counter;
    std::span<const std::string_view> labels{};  ///< Names, in the order in which values are given.
    std::span<const double> buckets{};  ///< Upper edges of a histogram, rising, without infinity.
    std::string_view unit{};            ///< As at the end of the name; empty: none.
    /// The label of which only the first values are told apart, as its values are not bounded.
    std::size_t folded_label = no_label;
    std::size_t max_series = 0;  ///< Label sets beyond these are dropped and counted.

    static constexpr std::size_t no_label = static_cast<std::size_t>(-1);
};

/// One value for each label of the definition.
using LabelValues = std::span<const std::string_view>;

/// A series that is there from the start, of a metric of at most two labels.
struct CounterFromZero {
    const MetricDefinition* metric = nullptr;
    std::array<std::string_view, 2> values{};

    LabelValues labels() const { return LabelValues(values).first(metric->labels.size()); }
};

/// Where measurements go. Thread-safe; must not block on I/O.
class MetricSink {
  public:
    virtual ~MetricSink() = default;
    virtual void add(const MetricDefinition& metric, LabelValues labels, double amount) = 0;
    virtual void set(const MetricDefinition& metric, LabelValues labels, double value) = 0;
    /// `trace_id` (hexadecimal, may be empty) becomes the exemplar.
    virtual void observe(
        const MetricDefinition& metric, LabelValues labels, double value, std::string_view trace_id
    ) = 0;
    /// Ends a series whose subject is gone; measured again, it begins anew. Ending one that is not
    /// there does nothing.
    virtual void remove(const MetricDefinition& metric, LabelValues labels) = 0;
};

/// What code that is measured holds. Does nothing without a sink. The sink outlives it.
class Metrics final {
  public:
    Metrics() = default;
    explicit Metrics(MetricSink& sink) : sink_(&sink) {}

    void add(
        const MetricDefinition& metric,
        std::initializer_list<std::string_view> labels = {},
        double amount = 1
    ) const {
        if (sink_ != nullptr)
            sink_->add(metric, LabelValues(labels.begin(), labels.size()), amount);
    }

    void set(
        const MetricDefinition& metric, std::initializer_list<std::string_view> labels, double value
    ) const {
        if (sink_ != nullptr) sink_->set(metric, LabelValues(labels.begin(), labels.size()), value);
    }

    void observe(
        const MetricDefinition& metric,
        std::initializer_list<std::string_view> labels,
        double value,
        std::string_view trace_id = {}
    ) const {
        if (sink_ != nullptr)
            sink_->observe(metric, LabelValues(labels.begin(), labels.size()), value, trace_id);
    }

    void remove(const MetricDefinition& metric, std::initializer_list<std::string_view> labels)
        const {
        if (sink_ != nullptr) sink_->remove(metric, LabelValues(labels.begin(), labels.size()));
    }

  private:
    MetricSink* sink_ = nullptr;
};

}  // namespace lectern::telemetry
