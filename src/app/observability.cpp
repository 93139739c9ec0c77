#include "app/observability.hpp"

#include <utility>

#include "app/version.hpp"
#include "telemetry/exporters/metric_text.hpp"
#include "telemetry/exporters/process_metrics.hpp"
#include "telemetry/metric_catalog.hpp"
#include "telemetry/scrub/scrubber_files.hpp"

namespace lectern::app {
namespace {

// The schema knows the names of levels, and no others come so far.
telemetry::LogLevel level_of(const Config& config) {
    return telemetry::parse_log_level(config.log.level).value_or(telemetry::LogLevel::info);
}

}  // namespace

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

Result<telemetry::TracingPlan> plan_tracing(const Config& config) {
    const auto& settings = config.telemetry.tracing;
    return telemetry::plan_tracing({
        .exporter = settings.exporter,
        .endpoint = settings.endpoint,
        .headers = settings.headers,
        .tls_ca = settings.tls_ca,
        .tls_certificate = settings.tls_certificate,
        .tls_key = settings.tls_key,
        .sample_ratio = settings.sample_ratio,
        .queue_size = settings.queue_size,
        .batch_size = settings.batch_size,
        .batch_delay = settings.batch_delay,
        .timeout = settings.timeout,
        .service_name = settings.service_name,
        .service_version = std::string(version),
        .environment = settings.environment,
        .resource = settings.resource,
    });
}

Observability::Observability(
    const Config& config,
    const Clock& clock,
    std::optional<telemetry::scrub::Scrubber> scrubber,
    const telemetry::TracingPlan& tracing,
    std::optional<ErrorReportPlan> errors
)
    : clock_(clock),
      scrubber_(std::move(scrubber)),
      log_(clock, {.level = level_of(config)}),
      metrics_(clock, {.folded_values = config.telemetry.metrics.tenants}),
      flush_timeout_(config.telemetry.tracing.flush_timeout),
      error_plan_(std::move(errors)) {
    if (error_plan_) breadcrumbs_.emplace(clock, log_);
    if (scrubber_) scrubbing_log_.emplace(*scrubber_, inner_log());
    log_level_.emplace(
        log_.level(), [this](telemetry::LogLevel level) { log_.set_level(level); }, outer_log()
    );
    watch_requests(config);
    metrics_.add_collector(telemetry::collect_process_metrics);
    metrics_.add_collector([this](const telemetry::Metrics& metrics) { tell_dropped(metrics); });
    for (const auto& zero : telemetry::catalog::from_zero)
        metrics_.add(*zero.metric, zero.labels(), 0);
    for (const telemetry::MetricDefinition* metric : telemetry::catalog::all)
        telemetry::Metrics(metrics_).add(
            telemetry::catalog::telemetry_series_dropped_total, {metric->name}, 0
        );
    telemetry::set_build_info(telemetry::Metrics(metrics_), version);
    if (tracing.target != telemetry::SpanExport::none) trace(tracing);
    if (config.telemetry.gpu.enabled) sample_gpus(config);
}

void Observability::tell_dropped(const telemetry::Metrics& metrics) const {
    const auto tell = [&](std::string_view signal, std::uint64_t count) {
        metrics.set(
            telemetry::catalog::telemetry_dropped_total, {signal}, static_cast<double>(count)
        );
    };
    tell("log", log_.dropped());
    if (tracing_) tell("span", tracing_->dropped());
    if (error_reports_) tell("error", error_reports_->dropped());
}

void Observability::trace(const telemetry::TracingPlan& plan) {
    const telemetry::Log log = log_to();
    for (const std::string& warning : plan.warnings) {
        log.write(
            telemetry::LogLevel::warning,
            nullptr,
            "a variable of the environment is passed over",
            {{"reason", warning}}
        );
    }
    tracing_.emplace(plan, log);
    if (scrubber_) scrubbing_spans_.emplace(*scrubber_, *tracing_);
}

telemetry::LogSink& Observability::inner_log() {
    if (breadcrumbs_) return *breadcrumbs_;
    return log_;
}

telemetry::LogSink& Observability::outer_log() {
    if (scrubbing_log_) return *scrubbing_log_;
    return inner_log();
}

telemetry::Log Observability::log_to() { return telemetry::Log(outer_log()); }

void Observability::watch_requests(const Config& config) {
    if (config.log.slow_request == std::chrono::milliseconds{0}) return;
    running_requests_.emplace(config.log.slow_request, log_to(), telemetry::Metrics(metrics_));
}

void Observability::reconfigure(const Config& config) { log_level_->reconfigure(level_of(config)); }

Result<void> Observability::start_error_reports() {
    if (!error_plan_) return {};
    auto reports = ErrorReports::start(
        *error_plan_, clock_, *breadcrumbs_, scrubber_ ? &*scrubber_ : nullptr, log_to()
    );
    if (!reports) return fail(reports);
    error_reports_ = std::move(*reports);
    return {};
}

telemetry::Tracer Observability::tracer() {
    if (scrubbing_spans_) return telemetry::Tracer(*scrubbing_spans_);
    return tracing_ ? telemetry::Tracer(*tracing_) : telemetry::Tracer(trace_ids_);
}

void Observability::shut_down() {
    if (error_reports_) error_reports_->close();
    if (tracing_) tracing_->shut_down(flush_timeout_);
    log_.flush();
}

void Observability::sample_gpus(const Config& config) {
    gpu_.emplace(
        telemetry::gpu::GpuMonitor::Options{
            .library = config.telemetry.gpu.library, .interval = config.telemetry.gpu.interval
        },
        log_to()
    );
    metrics_.add_collector([this](const telemetry::Metrics& metrics) { gpu_->collect(metrics); });
}

telemetry::Telemetry Observability::telemetry() {
    // Every sink of logs, spans and errors is behind the scrubber.
    return {
        .metrics = telemetry::Metrics(metrics_),
        .tracer = tracer(),
        .log = log_to(),
        .errors = error_reports_ ? telemetry::ErrorReporter(error_reports_->sink())
                                 : telemetry::ErrorReporter(),
        .requests = running_requests_ ? &*running_requests_ : nullptr
    };
}

transport::rest::MetricsText Observability::render(std::string_view accept) const {
    telemetry::MetricPage page = telemetry::render_metrics(metrics_.snapshot(), accept);
    return {.content_type = std::move(page.content_type), .body = std::move(page.body)};
}

}  // namespace lectern::app
