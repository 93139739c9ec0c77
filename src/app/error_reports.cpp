#include "app/error_reports.hpp"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include "telemetry/sentry/spool.hpp"
#include "telemetry/sentry/stored_crashes.hpp"
#include "telemetry/sentry/tenant_mark.hpp"

namespace lectern::app {

namespace sentry = telemetry::sentry;

Result<std::unique_ptr<ErrorReports>> ErrorReports::start(
    ErrorReportPlan plan,
    const Clock& clock,
    const sentry::Breadcrumbs& breadcrumbs,
    const telemetry::scrub::Scrubber* scrubber,
    telemetry::Log log
) {
    auto spool = sentry::Spool::open(plan.spool);
    if (!spool) return fail(spool);
    const std::filesystem::path folder = plan.spool.folder;
    auto key = plan.tenant_key_file.empty() ? sentry::load_or_make_key(folder)
                                            : sentry::load_key(plan.tenant_key_file);
    if (!key) return fail(key);
    const sentry::StoredCrashes crashes = sentry::keep_stored_crashes(*spool, scrubber, clock);
    if (crashes.kept > 0) {
        log.write(
            telemetry::LogLevel::error,
            nullptr,
            "an earlier process was ended by a fatal signal",
            {{"count", crashes.kept}}
        );
    }
    auto crash_writer = sentry::CrashWriter::open(
        {.folder = folder,
         .release = plan.origin.release,
         .environment = plan.origin.environment,
         .server_name = plan.origin.server_name,
         .breadcrumbs = &breadcrumbs,
         .breadcrumb_count = plan.breadcrumbs}
    );
    if (!crash_writer) return fail(crash_writer);
    std::unique_ptr<ErrorReports> reports(new ErrorReports(
        std::move(plan),
        std::move(*spool),
        std::move(*key),
        std::move(*crash_writer),
        clock,
        breadcrumbs,
        scrubber,
        log
    ));
    reports->crashes_dropped_ = crashes.dropped;
    return reports;
}

ErrorReports::ErrorReports(
    ErrorReportPlan plan,
    sentry::Spool spool,
    std::string tenant_key,
    std::unique_ptr<sentry::CrashWriter> crash_writer,
    const Clock& clock,
    const sentry::Breadcrumbs& breadcrumbs,
    const telemetry::scrub::Scrubber* scrubber,
    telemetry::Log log
)
    : crash_writer_(std::move(crash_writer)),
      queue_(
          {.flush_timeout = plan.flush_timeout,
           .on_turn = [this] { crash_writer_->refresh_modules(); }},
          std::move(spool),
          std::move(plan.sender),
          clock,
          log
      ),
      reporter_(
          {.origin = std::move(plan.origin),
           .sample_rate = plan.sample_rate,
           .breadcrumb_count = plan.breadcrumbs,
           .tenant_key = std::move(tenant_key),
           .scrubber = scrubber},
          clock,
          breadcrumbs,
          queue_
      ),
      crash_handler_(*crash_writer_, scrubber) {
    if (scrubber != nullptr) scrubbing_.emplace(*scrubber, reporter_);
}

telemetry::ErrorSink& ErrorReports::sink() {
    if (scrubbing_) return *scrubbing_;
    return reporter_;
}

}  // namespace lectern::app
