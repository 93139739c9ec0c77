#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/job.hpp"

namespace lectern::ports {

/// Ends a subscription when destroyed; afterwards its callback is not running and will not run.
class Subscription {
  public:
    virtual ~Subscription() = default;
};

/// What happened to jobs, kept for those who come back. Thread-safe.
class JobEvents {
  public:
    virtual ~JobEvents() = default;

    /// Appends (ids are assigned) and tells the subscribers.
    virtual Result<void> publish(
        const RequestContext& context, std::span<const domain::JobEvent> events
    ) = 0;

    /// The job's events with an id above `after`, oldest first. Only the newest 10,000 of a job are
    /// kept.
    virtual Result<std::vector<domain::JobEvent>> read(
        const RequestContext& context, const JobId& job, std::uint64_t after, std::size_t limit
    ) = 0;

    /// Removes everything that happened to these jobs.
    virtual Result<void> forget(const RequestContext& context, std::span<const JobId> jobs) = 0;

    /// Calls `on_event` (which must be quick and must not call back) after each append to the job's
    /// events.
    virtual std::unique_ptr<Subscription> subscribe(
        const JobId& job, std::function<void()> on_event
    ) = 0;
};

}  // namespace lectern::ports
