#pragma once

#include "app/config.hpp"
#include "core/clock.hpp"
#include "telemetry/exporters/json_log.hpp"
#include "telemetry/exporters/metric_registry.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/rest/probes.hpp"

namespace lectern::app {

/// The sinks of a server, and the page that shows its metrics. `clock` outlives it.
class Observability final : public transport::rest::MetricsPage {
  public:
    Observability(const Config& config, const Clock& clock);

    telemetry::Telemetry telemetry();
    telemetry::JsonLog& log() { return log_; }

    transport::rest::MetricsText render(std::string_view accept) const override;

  private:
    telemetry::JsonLog log_;
    mutable telemetry::MetricRegistry
        metrics_;  // a snapshot asks the collectors, and changes nothing else
};

}  // namespace lectern::app
