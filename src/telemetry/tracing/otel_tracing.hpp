#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "telemetry/log.hpp"
#include "telemetry/trace.hpp"
#include "telemetry/tracing/tracing_plan.hpp"

namespace lectern::telemetry {

/// Records spans with the OpenTelemetry SDK and exports them by OTLP. Entries (server and consumer
/// spans) ask the sampler; what happens within a trace that is not recorded costs next to nothing,
/// and stands under its entry's ids. Thread-safe; nothing waits for the collector. One in a
/// process.
class OtelTracing final : public SpanSink {
  public:
    /// `plan` has a target. What `log` writes to outlives it.
    OtelTracing(const TracingPlan& plan, const Log& log);
    /// Without a `shut_down` before, what is queued is dropped.
    ~OtelTracing() override;
    OtelTracing(const OtelTracing&) = delete;
    OtelTracing& operator=(const OtelTracing&) = delete;

    StartedSpan start(const TraceContext& parent, const SpanStart& start) override;

    /// Exports what has ended until now. False when that took longer.
    bool flush(std::chrono::milliseconds timeout);

    /// Exports what has ended, for as long as `timeout`; spans that end later are dropped.
    void shut_down(std::chrono::milliseconds timeout);

    std::uint64_t exported() const;
    /// Spans lost: the queue was full, an export failed, or the time at the end ran out.
    std::uint64_t dropped() const;

  private:
    class Parts;
    const std::unique_ptr<Parts> parts_;
};

}  // namespace lectern::telemetry
