#pragma once

#include <chrono>
#include <memory>
#include <optional>

#include "app/config.hpp"
#include "app/error_reports.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "telemetry/exporters/json_log.hpp"
#include "telemetry/exporters/metric_registry.hpp"
#include "telemetry/exporters/scrubbing.hpp"
#include "telemetry/gpu/gpu_monitor.hpp"
#include "telemetry/log_level_control.hpp"
#include "telemetry/running_requests.hpp"
#include "telemetry/telemetry.hpp"
#include "telemetry/trace_ids.hpp"
#include "telemetry/tracing/otel_tracing.hpp"
#include "telemetry/tracing/tracing_plan.hpp"
#include "transport/rest/probes.hpp"

namespace lectern::app {

/// What scrubs telemetry, by the settings; nothing when it is turned off. `invalid_argument` names
/// a file that cannot be.
Result<std::optional<telemetry::scrub::Scrubber>> make_scrubber(const Config& config);

/// What is to be traced and where to, by the settings and the environment. `invalid_argument` names
/// a setting that cannot be.
Result<telemetry::TracingPlan> plan_tracing(const Config& config);

/// The sinks of a server, and the page that shows its metrics. `clock` outlives it.
class Observability final : public transport::rest::MetricsPage {
  public:
    /// Without a scrubber, everything is shown as it is.
    Observability(
        const Config& config,
        const Clock& clock,
        std::optional<telemetry::scrub::Scrubber> scrubber = telemetry::scrub::Scrubber(),
        const telemetry::TracingPlan& tracing = {},
        std::optional<ErrorReportPlan> errors = {}
    );

    /// Begins to report errors, where there is a plan for it; before `telemetry` is asked for.
    /// Fails when reports cannot be kept.
    Result<void> start_error_reports();

    telemetry::Telemetry telemetry();
    telemetry::JsonLog& log() { return log_; }

    telemetry::LogLevelControl& log_level() { return *log_level_; }

    /// Takes over what may change while the server runs: `log.level`, and nothing else.
    void reconfigure(const Config& config);

    transport::rest::MetricsText render(std::string_view accept) const override;

    /// Lets go of what still waits to be exported, for as long as the settings grant.
    void shut_down();

  private:
    void sample_gpus(const Config& config);
    void tell_dropped(const telemetry::Metrics& metrics) const;
    void trace(const telemetry::TracingPlan& plan);
    telemetry::LogSink& inner_log();
    telemetry::Log log_to();
    telemetry::Tracer tracer();
    telemetry::LogSink& outer_log();
    void watch_requests(const Config& config);

    const Clock& clock_;
    std::optional<telemetry::scrub::Scrubber> scrubber_;
    telemetry::JsonLog log_;
    std::optional<telemetry::sentry::Breadcrumbs> breadcrumbs_;
    std::optional<telemetry::ScrubbingLog> scrubbing_log_;
    mutable telemetry::MetricRegistry
        metrics_;  // a snapshot asks the collectors, and changes nothing else
    const std::chrono::milliseconds flush_timeout_;
    telemetry::TraceIds trace_ids_;
    std::optional<telemetry::OtelTracing> tracing_;  // logs until it is gone
    std::optional<telemetry::ScrubbingSpans> scrubbing_spans_;
    std::optional<telemetry::gpu::GpuMonitor> gpu_;  // logs until it is gone
    std::optional<ErrorReportPlan> error_plan_;
    std::unique_ptr<ErrorReports> error_reports_;                 // logs until it is gone
    std::optional<telemetry::LogLevelControl> log_level_;         // logs until it is gone
    std::optional<telemetry::RunningRequests> running_requests_;  // logs until it is gone
};

}  // namespace lectern::app
