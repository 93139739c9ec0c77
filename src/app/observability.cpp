#include "app/observability.hpp"

#include <utility>

#include "app/version.hpp"
#include "telemetry/exporters/metric_text.hpp"
#include "telemetry/exporters/process_metrics.hpp"
#include "telemetry/metric_catalog.hpp"

namespace lectern::app {

Observability::Observability(const Config& config, const Clock& clock)
    : log_(
          clock,
          {.level = telemetry::parse_log_level(config.log.level).value_or(telemetry::LogLevel::info)
          }
      ),
      metrics_(clock) {
    metrics_.add_collector(telemetry::collect_process_metrics);
    metrics_.add_collector([this](const telemetry::Metrics& metrics) {
        metrics.set(
            telemetry::catalog::telemetry_dropped_total,
            {"log"},
            static_cast<double>(log_.dropped())
        );
    });
    telemetry::set_build_info(telemetry::Metrics(metrics_), version);
}

telemetry::Telemetry Observability::telemetry() {
    return {
        .metrics = telemetry::Metrics(metrics_),
        .tracer = {},
        .log = telemetry::Log(log_),
        .errors = {}
    };
}

transport::rest::MetricsText Observability::render(std::string_view accept) const {
    telemetry::MetricPage page = telemetry::render_metrics(metrics_.snapshot(), accept);
    return {.content_type = std::move(page.content_type), .body = std::move(page.body)};
}

}  // namespace lectern::app
