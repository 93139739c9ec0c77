#include "app/observability.hpp"

#include <utility>

#include "app/version.hpp"
#include "telemetry/exporters/metric_text.hpp"
#include "telemetry/exporters/process_metrics.hpp"
#include "telemetry/metric_catalog.hpp"
#include "telemetry/scrub/scrubber_files.hpp"

namespace lectern::app {

Result<std::optional<telemetry::scrub::Scrubber>> make_scrubber(const Config& config) {
    const auto& settings = config.telemetry.scrub;
    if (!settings.enabled) return std::nullopt;
    auto scrubber = telemetry::scrub::load_scrubber(
        {.hash_key = settings.hash_key_file,
         .allow = settings.allow_file,
         .patterns = settings.patterns_file}
    );
    if (!scrubber) return fail(scrubber);
    return std::move(*scrubber);
}

Observability::Observability(
    const Config& config, const Clock& clock, std::optional<telemetry::scrub::Scrubber> scrubber
)
    : scrubber_(std::move(scrubber)),
      log_(
          clock,
          {.level = telemetry::parse_log_level(config.log.level).value_or(telemetry::LogLevel::info)
          }
      ),
      metrics_(clock) {
    if (scrubber_) scrubbing_log_.emplace(*scrubber_, log_);
    metrics_.add_collector(telemetry::collect_process_metrics);
    metrics_.add_collector([this](const telemetry::Metrics& metrics) {
        metrics.set(
            telemetry::catalog::telemetry_dropped_total,
            {"log"},
            static_cast<double>(log_.dropped())
        );
    });
    telemetry::set_build_info(telemetry::Metrics(metrics_), version);
    if (config.telemetry.gpu.enabled) sample_gpus(config);
}

void Observability::sample_gpus(const Config& config) {
    gpu_.emplace(
        telemetry::gpu::GpuMonitor::Options{
            .library = config.telemetry.gpu.library, .interval = config.telemetry.gpu.interval
        },
        telemetry().log
    );
    metrics_.add_collector([this](const telemetry::Metrics& metrics) { gpu_->collect(metrics); });
}

telemetry::Telemetry Observability::telemetry() {
    // Every sink of logs, spans and errors is behind the scrubber.
    return {
        .metrics = telemetry::Metrics(metrics_),
        .tracer = {},
        .log = scrubbing_log_ ? telemetry::Log(*scrubbing_log_) : telemetry::Log(log_),
        .errors = {}
    };
}

transport::rest::MetricsText Observability::render(std::string_view accept) const {
    telemetry::MetricPage page = telemetry::render_metrics(metrics_.snapshot(), accept);
    return {.content_type = std::move(page.content_type), .body = std::move(page.body)};
}

}  // namespace lectern::app
