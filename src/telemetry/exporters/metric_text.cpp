#include "telemetry/exporters/metric_text.hpp"

#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>

namespace lectern::telemetry {
namespace {

std::string_view type_name(MetricType type) {
    switch (type) {
        case MetricType::counter:
            return "counter";
        case MetricType::gauge:
            return "gauge";
        case MetricType::histogram:
            return "histogram";
    }
    std::unreachable();
}

std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (c == '\\' || c == '"') result += '\\';
        result += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return result;
}

std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", value);
}

// Writes one exposition; the two formats differ in names of counters, exemplars and the end mark.
class Writer {
  public:
    explicit Writer(bool open_metrics) : open_metrics_(open_metrics) {}

    std::string write(const std::vector<FamilySnapshot>& families) {
        for (const FamilySnapshot& family : families) write_family(family);
        if (open_metrics_) text_ += "# EOF\n";
        return std::move(text_);
    }

  private:
    void write_family(const FamilySnapshot& family) {
        const MetricDefinition& metric = *family.definition;
        std::string_view family_name = metric.name;
        if (open_metrics_ && family_name.ends_with("_total")) family_name.remove_suffix(6);
        print(
            "# HELP {} {}\n# TYPE {} {}\n",
            family_name,
            escaped(metric.help),
            family_name,
            type_name(metric.type)
        );
        for (const SeriesSnapshot& series : family.series) {
            if (metric.type == MetricType::histogram) {
                write_histogram(metric, series);
            } else {
                print("{}{} {}\n", metric.name, labels(metric, series, {}), number(series.value));
            }
        }
    }

    void write_histogram(const MetricDefinition& metric, const SeriesSnapshot& series) {
        std::uint64_t cumulative = 0;
        for (std::size_t i = 0; i < series.buckets.size(); ++i) {
            cumulative += series.buckets[i];
            const std::string edge = i < metric.buckets.size() ? number(metric.buckets[i]) : "+Inf";
            print("{}_bucket{} {}", metric.name, labels(metric, series, edge), cumulative);
            write_exemplar(series.exemplars[i]);
            text_ += '\n';
        }
        print("{}_sum{} {}\n", metric.name, labels(metric, series, {}), number(series.value));
        print("{}_count{} {}\n", metric.name, labels(metric, series, {}), cumulative);
    }

    void write_exemplar(const Exemplar& exemplar) {
        if (!open_metrics_ || exemplar.trace_id.empty()) return;
        const double seconds = static_cast<double>(exemplar.at.time_since_epoch().count()) / 1000;
        print(
            " # {{trace_id=\"{}\"}} {} {:.3f}",
            escaped(exemplar.trace_id),
            number(exemplar.value),
            seconds
        );
    }

    static std::string labels(
        const MetricDefinition& metric, const SeriesSnapshot& series, std::string_view edge
    ) {
        std::string text;
        for (std::size_t i = 0; i < metric.labels.size(); ++i) {
            text += fmt::format(
                "{}{}=\"{}\"", text.empty() ? "" : ",", metric.labels[i], escaped(series.labels[i])
            );
        }
        if (!edge.empty()) text += fmt::format("{}le=\"{}\"", text.empty() ? "" : ",", edge);
        return text.empty() ? text : "{" + text + "}";
    }

    template <class... Values>
    void print(fmt::format_string<Values...> format, Values&&... values) {
        fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
    }

    const bool open_metrics_;
    std::string text_;
};

}  // namespace

std::string to_prometheus_text(const std::vector<FamilySnapshot>& families) {
    return Writer(false).write(families);
}

std::string to_open_metrics(const std::vector<FamilySnapshot>& families) {
    return Writer(true).write(families);
}

MetricPage render_metrics(const std::vector<FamilySnapshot>& families, std::string_view accept) {
    if (accept.contains("application/openmetrics-text")) {
        return {
            .content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8",
            .body = to_open_metrics(families),
        };
    }
    return {
        .content_type = "text/plain; version=0.0.4; charset=utf-8",
        .body = to_prometheus_text(families)
    };
}

}  // namespace lectern::telemetry
