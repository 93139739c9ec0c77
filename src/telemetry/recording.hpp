#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/thread_annotations.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::telemetry {

/// Keeps everything that it is given, for tests to look at. Thread-safe.
class Recording final : public MetricSink, public LogSink, public SpanSink, public ErrorSink {
  public:
    struct Measurement {
        std::string metric;
        std::vector<std::string> labels;
        double value = 0;
    };
    struct Line {
        LogLevel level = LogLevel::info;
        std::string request_id;
        std::string message;
        std::vector<std::pair<std::string, std::string>> fields;
    };
    struct Span {
        std::string name;
        TraceContext context;
        TraceContext parent;
        SpanKind kind = SpanKind::internal;
        std::vector<TraceContext> links;
        std::vector<std::pair<std::string, std::string>> attributes;
        bool ended = false;
        std::optional<Error> error;
    };

    /// A telemetry that records here; this outlives it.
    Telemetry telemetry() {
        return {Metrics(*this), Tracer(*this), Log(*this), ErrorReporter(*this)};
    }

    std::vector<Measurement> measurements() const;
    std::vector<Line> lines() const;
    std::vector<Span> spans() const;
    std::vector<std::pair<Error, std::string>> reports() const;

    /// Series that were ended, as measurements of 0.
    std::vector<Measurement> removals() const;

    /// Sum of the values recorded for `metric` with exactly these labels.
    double total(std::string_view metric, const std::vector<std::string>& labels) const;

    void add(const MetricDefinition& metric, LabelValues labels, double amount) override;
    void set(const MetricDefinition& metric, LabelValues labels, double value) override;
    void observe(
        const MetricDefinition& metric, LabelValues labels, double value, std::string_view trace_id
    ) override;
    void remove(const MetricDefinition& metric, LabelValues labels) override;
    bool is_enabled(LogLevel) const override { return true; }
    void write(
        LogLevel level,
        const RequestContext* context,
        std::string_view message,
        std::span<const Field> fields
    ) override;
    StartedSpan start(const TraceContext& parent, const SpanStart& start) override;
    void report(const RequestContext* context, const Error& error, std::string_view detail)
        override;

  private:
    class Handle;
    void record(const MetricDefinition& metric, LabelValues labels, double value);

    mutable std::mutex mutex_;
    std::vector<Measurement> measurements_ LECTERN_GUARDED_BY(mutex_);
    std::vector<Measurement> removals_ LECTERN_GUARDED_BY(mutex_);
    std::vector<Line> lines_ LECTERN_GUARDED_BY(mutex_);
    std::vector<Span> spans_ LECTERN_GUARDED_BY(mutex_);
    std::vector<std::pair<Error, std::string>> reports_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern::telemetry
