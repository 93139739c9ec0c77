#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "app/config.hpp"
#include "core/clock.hpp"
#include "core/environment.hpp"
#include "core/result.hpp"
#include "telemetry/exporters/scrubbing.hpp"
#include "telemetry/sentry/breadcrumbs.hpp"
#include "telemetry/sentry/crash_handler.hpp"
#include "telemetry/sentry/crash_writer.hpp"
#include "telemetry/sentry/delivery_queue.hpp"
#include "telemetry/sentry/sentry_reporter.hpp"

namespace lectern::app {

/// Where error reports go and what they say of this process.
struct ErrorReportPlan {
    telemetry::sentry::Sender::Options sender{};
    telemetry::sentry::Origin origin{};
    telemetry::sentry::Spool::Options spool{};
    double sample_rate = 1;
    std::size_t breadcrumbs = 50;
    std::chrono::milliseconds flush_timeout{2'000};
    std::string tenant_key_file{};
};

/// By the settings, and where these are empty by the variables that Sentry's own clients read:
/// SENTRY_DSN, SENTRY_ENVIRONMENT, SENTRY_RELEASE. Nothing without a DSN. `invalid_argument` names
/// what cannot be, and never shows the DSN.
Result<std::optional<ErrorReportPlan>> plan_error_reports(
    const Config& config, const Environment& environment = process_environment
);

/// Error reports of a running server: the sink for them, what remembers log lines for them, the
/// handler of fatal signals, and the thread that sends. Goes on the thread that made it.
class ErrorReports final {
  public:
    /// Hands on what earlier processes left, crashes among it. Breadcrumbs have to be behind the
    /// scrubber, which may be null; `log` is for what becomes of reports. All outlive it.
    static Result<std::unique_ptr<ErrorReports>> start(
        ErrorReportPlan plan,
        const Clock& clock,
        const telemetry::sentry::Breadcrumbs& breadcrumbs,
        const telemetry::scrub::Scrubber* scrubber,
        telemetry::Log log
    );

    telemetry::ErrorSink& sink();

    /// Reports that were lost since the start.
    std::uint64_t dropped() const { return crashes_dropped_ + queue_.dropped(); }

    /// Sends what waits, for the flush timeout; the rest is for the next process.
    void close() { queue_.close(); }

  private:
    ErrorReports(
        ErrorReportPlan plan,
        telemetry::sentry::Spool spool,
        std::string tenant_key,
        std::unique_ptr<telemetry::sentry::CrashWriter> crash_writer,
        const Clock& clock,
        const telemetry::sentry::Breadcrumbs& breadcrumbs,
        const telemetry::scrub::Scrubber* scrubber,
        telemetry::Log log
    );

    std::uint64_t crashes_dropped_ = 0;
    const std::unique_ptr<telemetry::sentry::CrashWriter> crash_writer_;
    telemetry::sentry::DeliveryQueue queue_;
    telemetry::sentry::SentryReporter reporter_;
    std::optional<telemetry::ScrubbingErrors> scrubbing_;
    const telemetry::sentry::CrashHandler crash_handler_;
};

}  // namespace lectern::app
