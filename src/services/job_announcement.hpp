#pragma once

#include "core/clock.hpp"
#include "domain/job.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

/// The event that says what state a job is in: `job.<state>`.
domain::JobEvent state_event(const domain::Job& job, Timestamp now);

/// The event that says how far a job is: `job.progress`.
domain::JobEvent progress_event(const domain::Job& job, Timestamp now);

/// Counts a job that reached an end state, once a job.
void count_finished(const telemetry::Telemetry& telemetry, const domain::Job& job);

}  // namespace lectern::services
