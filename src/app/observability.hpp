#pragma once

#include <optional>

#include "app/config.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "telemetry/exporters/json_log.hpp"
#include "telemetry/exporters/metric_registry.hpp"
#include "telemetry/exporters/scrubbing.hpp"
#include "telemetry/gpu/gpu_monitor.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/rest/probes.hpp"

namespace lectern::app {

/// What scrubs telemetry, by the settings; nothing when it is turned off. `invalid_argument` names
/// a file that cannot be.
Result<std::optional<telemetry::scrub::Scrubber>> make_scrubber(const Config& config);

/// The sinks of a server, and the page that shows its metrics. `clock` outlives it.
class Observability final : public transport::rest::MetricsPage {
  public:
    /// Without a scrubber, everything is shown as it is.
    Observability(
        const Config& config,
        const Clock& clock,
        std::optional<telemetry::scrub::Scrubber> scrubber = telemetry::scrub::Scrubber()
    );

    telemetry::Telemetry telemetry();
    telemetry::JsonLog& log() { return log_; }

    transport::rest::MetricsText render(std::string_view accept) const override;

  private:
    void sample_gpus(const Config& config);

    std::optional<telemetry::scrub::Scrubber> scrubber_;
    telemetry::JsonLog log_;
    std::optional<telemetry::ScrubbingLog> scrubbing_log_;
    mutable telemetry::MetricRegistry
        metrics_;  // a snapshot asks the collectors, and changes nothing else
    std::optional<telemetry::gpu::GpuMonitor> gpu_;  // logs until it is gone
};

}  // namespace lectern::app
