#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/job.hpp"
#include "domain/page.hpp"
#include "ports/job_events.hpp"
#include "ports/job_store.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

/// Shows, cancels and follows jobs. Thread-safe. Another tenant's job is `not_found`.
class JobService final {
  public:
    /// All outlive the service.
    JobService(
        ports::JobStore& jobs,
        ports::JobEvents& events,
        const Clock& clock,
        const telemetry::Telemetry& telemetry
    );

    Result<domain::Job> find(const RequestContext& context, const JobId& id);

    /// In the order asked; nothing where there is none. One read, however many.
    Result<std::vector<std::optional<domain::Job>>> find_many(
        const RequestContext& context, const std::vector<JobId>& ids
    );

    Result<domain::Page<domain::Job>> list(
        const RequestContext& context,
        const ports::JobFilter& filter,
        const domain::PageRequest& page
    );

    Result<domain::Page<domain::JobItem>> items(
        const RequestContext& context,
        const JobId& id,
        std::optional<domain::ItemState> state,
        const domain::PageRequest& page
    );

    /// One page a job, empty where there is no such job. One read, however many.
    Result<std::vector<domain::Page<domain::JobItem>>> items_many(
        const RequestContext& context,
        const std::vector<JobId>& ids,
        std::optional<domain::ItemState> state,
        const domain::PageRequest& page
    );

    Result<domain::Job> cancel(const RequestContext& context, const JobId& id);

    /// Returns when the job has an end state, when `timeout` passed or when `context` ends, with
    /// the job as it then is. Blocks its thread, without polling.
    Result<domain::Job> wait(
        const RequestContext& context, const JobId& id, std::chrono::milliseconds timeout
    );

    /// Events with an id above `after`; see `ports::JobEvents::read`.
    Result<std::vector<domain::JobEvent>> events(
        const RequestContext& context, const JobId& id, std::uint64_t after, std::size_t limit
    );

    /// See `ports::JobEvents::subscribe`. `not_found` when there is no such job.
    Result<std::unique_ptr<ports::Subscription>> subscribe(
        const RequestContext& context, const JobId& id, std::function<void()> on_event
    );

  private:
    ports::JobStore& jobs_;
    ports::JobEvents& events_;
    const Clock& clock_;
    const telemetry::Telemetry telemetry_;
};

}  // namespace lectern::services
