#include "services/job_announcement.hpp"

#include <chrono>
#include <string>

#include "telemetry/metric_catalog.hpp"

namespace lectern::services {

domain::JobEvent state_event(const domain::Job& job, Timestamp now) {
    return {
        .job = job.id,
        .type = "job." + std::string(domain::to_string(job.state)),
        .state = job.state,
        .counts = job.counts,
        .at = now,
    };
}

domain::JobEvent progress_event(const domain::Job& job, Timestamp now) {
    domain::JobEvent event = state_event(job, now);
    event.type = "job.progress";
    return event;
}

void count_finished(const telemetry::Telemetry& telemetry, const domain::Job& job) {
    const std::string_view outcome = domain::to_string(job.state);
    telemetry.metrics.add(telemetry::catalog::jobs_total, {outcome});
    if (!job.finished_at) return;
    const double seconds = std::chrono::duration<double>(*job.finished_at - job.created_at).count();
    telemetry.metrics.observe(telemetry::catalog::job_duration_seconds, {outcome}, seconds);
}

}  // namespace lectern::services
