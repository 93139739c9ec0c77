#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/error_reporter.hpp"
#include "telemetry/log.hpp"
#include "telemetry/scrub/scrubber.hpp"
#include "telemetry/trace.hpp"

namespace lectern::telemetry {

/// The one place that everything with values in it passes before any exporter: log lines, spans and
/// error reports. Metrics do not, as their labels are bounded sets. Each is a sink before another
/// one, thread-safe as that one is; scrubber and next sink outlive it. What has nothing to be
/// scrubbed is passed on as it is, without a copy.

/// Scrubs messages, and fields but for those that the catalogue of log fields names as unscrubbed.
class ScrubbingLog final : public LogSink {
  public:
    ScrubbingLog(const scrub::Scrubber& scrubber, LogSink& next)
        : scrubber_(scrubber), next_(next) {}

    bool is_enabled(LogLevel level) const override { return next_.is_enabled(level); }
    void write(
        LogLevel level,
        const RequestContext* context,
        std::string_view message,
        std::span<const Field> fields
    ) override;

  private:
    const scrub::Scrubber& scrubber_;
    LogSink& next_;
};

/// Scrubs attributes, and the messages of errors that spans end with.
class ScrubbingSpans final : public SpanSink {
  public:
    ScrubbingSpans(const scrub::Scrubber& scrubber, SpanSink& next)
        : scrubber_(scrubber), next_(next) {}

    StartedSpan start(const TraceContext& parent, const SpanStart& start) override;

  private:
    const scrub::Scrubber& scrubber_;
    SpanSink& next_;
};

/// Scrubs messages, violations and details.
class ScrubbingErrors final : public ErrorSink {
  public:
    ScrubbingErrors(const scrub::Scrubber& scrubber, ErrorSink& next)
        : scrubber_(scrubber), next_(next) {}

    void report(const RequestContext* context, const Error& error, std::string_view detail)
        override;

  private:
    const scrub::Scrubber& scrubber_;
    ErrorSink& next_;
};

}  // namespace lectern::telemetry
