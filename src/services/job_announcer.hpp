#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>

#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "core/thread_annotations.hpp"
#include "domain/job.hpp"
#include "ports/job_events.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

/// Tells those who watch jobs what the workers of this process did to them: the start, progress at
/// most every 100 items or 500 ms, failed items, the end. A job's events come in order, and nothing
/// comes after its end. Thread-safe.
class JobAnnouncer final {
  public:
    /// All outlive it.
    JobAnnouncer(
        ports::JobEvents& events, const Clock& clock, const telemetry::Telemetry& telemetry
    );

    /// `jobs` as they are after a step that changed them, `failed` the items that failed in it. An
    /// event that cannot be published is logged: the step itself is done.
    void announce(
        const RequestContext& context,
        std::span<const domain::Job> jobs,
        std::span<const domain::JobItem> failed
    );

  private:
    struct Announced {
        std::uint64_t finished = 0;
        Timestamp at{};
    };

    std::optional<domain::JobEvent> next_event(const domain::Job& job) LECTERN_REQUIRES(mutex_);
    void remember_ended(const JobId& id) LECTERN_REQUIRES(mutex_);

    ports::JobEvents& events_;
    const Clock& clock_;
    const telemetry::Telemetry telemetry_;

    std::mutex mutex_;  ///< Held while publishing: it keeps a job's events in order.
    std::map<JobId, Announced> running_ LECTERN_GUARDED_BY(mutex_);
    std::set<JobId> ended_ LECTERN_GUARDED_BY(mutex_);
    std::deque<JobId> ended_order_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern::services
