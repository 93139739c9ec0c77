#include "telemetry/exporters/metric_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <concepts>
#include <utility>

namespace lectern::telemetry {
namespace {

// Of names and values together, by the specification of OpenMetrics.
constexpr std::size_t longest_exemplar_labels = 128;

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

void append_escaped(std::string& out, std::string_view text, bool escapes_quotes) {
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || (c == '"' && escapes_quotes)) out += '\\';
        out += c;
    }
}

void append(std::string& out, std::integral auto number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

// The shortest text that reads back as the same number.
void append(std::string& out, double number) {
    if (std::isnan(number)) {
        out += "NaN";
    } else if (std::isinf(number)) {
        out += number > 0 ? "+Inf" : "-Inf";
    } else {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        out.append(digits.data(), end);
    }
}

void append_seconds(std::string& out, Timestamp time) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(
                         digits.data(),
                         digits.data() + digits.size(),
                         static_cast<double>(time.time_since_epoch().count()) / 1000,
                         std::chars_format::fixed,
                         3
    )
                         .ptr;
    out.append(digits.data(), end);
}

// Writes one exposition; the two formats differ in names of counters, units, exemplars and the end
// mark.
class Writer {
  public:
    explicit Writer(MetricFormat format) : is_open_metrics_(format == MetricFormat::open_metrics) {}

    std::string write(const std::vector<FamilySnapshot>& families) {
        for (const FamilySnapshot& family : families) write_family(family);
        if (is_open_metrics_) text_ += "# EOF\n";
        return std::move(text_);
    }

  private:
    void write_family(const FamilySnapshot& family) {
        const MetricDefinition& metric = *family.definition;
        write_metadata(metric);
        std::string labels;
        for (const SeriesSnapshot& series : family.series) {
            labels.clear();
            append_labels(labels, metric, series);
            if (metric.type == MetricType::histogram) {
                write_histogram(metric, series, labels);
            } else {
                begin_sample(metric.name, {}, labels);
                append(text_, series.value);
                text_ += '\n';
            }
        }
    }

    void write_metadata(const MetricDefinition& metric) {
        std::string_view family = metric.name;
        if (is_open_metrics_ && family.ends_with("_total")) family.remove_suffix(6);
        text_.append("# HELP ").append(family).append(" ");
        append_escaped(text_, metric.help, is_open_metrics_);
        text_.append("\n# TYPE ").append(family).append(" ").append(type_name(metric.type));
        if (is_open_metrics_ && !metric.unit.empty())
            text_.append("\n# UNIT ").append(family).append(" ").append(metric.unit);
        text_ += '\n';
    }

    static void append_labels(
        std::string& out, const MetricDefinition& metric, const SeriesSnapshot& series
    ) {
        for (std::size_t i = 0; i < metric.labels.size(); ++i) {
            out.append(out.empty() ? "" : ",").append(metric.labels[i]).append("=\"");
            append_escaped(out, series.labels[i], true);
            out += '"';
        }
    }

    // Name, labels and the blank before the value.
    void begin_sample(std::string_view name, std::string_view suffix, std::string_view labels) {
        text_.append(name).append(suffix);
        if (!labels.empty()) text_.append("{").append(labels).append("}");
        text_ += ' ';
    }

    void begin_bucket(std::string_view name, std::string_view labels, double edge) {
        text_.append(name).append("_bucket{").append(labels);
        text_.append(labels.empty() ? "le=\"" : ",le=\"");
        append(text_, edge);
        text_ += "\"} ";
    }

    void write_histogram(
        const MetricDefinition& metric, const SeriesSnapshot& series, std::string_view labels
    ) {
        std::uint64_t cumulative = 0;
        for (std::size_t i = 0; i < series.buckets.size(); ++i) {
            cumulative += series.buckets[i];
            begin_bucket(
                metric.name, labels, i < metric.buckets.size() ? metric.buckets[i] : HUGE_VAL
            );
            append(text_, cumulative);
            if (is_open_metrics_ && !series.exemplars.empty()) write_exemplar(series.exemplars[i]);
            text_ += '\n';
        }
        begin_sample(metric.name, "_sum", labels);
        append(text_, series.value);
        text_ += '\n';
        begin_sample(metric.name, "_count", labels);
        append(text_, cumulative);
        text_ += '\n';
    }

    void write_exemplar(const Exemplar& exemplar) {
        static constexpr std::string_view name = "trace_id";
        if (exemplar.trace_id.empty() ||
            name.size() + exemplar.trace_id.size() > longest_exemplar_labels)
            return;
        text_.append(" # {").append(name).append("=\"");
        append_escaped(text_, exemplar.trace_id, true);
        text_ += "\"} ";
        append(text_, exemplar.value);
        text_ += ' ';
        append_seconds(text_, exemplar.at);
    }

    const bool is_open_metrics_;
    std::string text_;
};

}  // namespace

std::string to_prometheus_text(const std::vector<FamilySnapshot>& families) {
    return Writer(MetricFormat::prometheus_text).write(families);
}

std::string to_open_metrics(const std::vector<FamilySnapshot>& families) {
    return Writer(MetricFormat::open_metrics).write(families);
}

MetricPage render_metrics(const std::vector<FamilySnapshot>& families, std::string_view accept) {
    switch (negotiate_metric_format(accept)) {
        case MetricFormat::open_metrics:
            return {
                .content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8",
                .body = to_open_metrics(families),
            };
        case MetricFormat::prometheus_text:
            break;
    }
    return {
        .content_type = "text/plain; version=0.0.4; charset=utf-8",
        .body = to_prometheus_text(families)
    };
}

}  // namespace lectern::telemetry
