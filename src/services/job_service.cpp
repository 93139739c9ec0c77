#include "services/job_service.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "services/job_announcement.hpp"

namespace lectern::services {
namespace {

// Raised by events, lowered by the one who waits.
class Signal {
  public:
    void raise() {
        {
            const std::lock_guard lock(mutex_);
            raised_ = true;
        }
        wake_.notify_all();
    }

    /// True when it was raised; false when `deadline` passed or a stop was requested first.
    bool wait_until(std::chrono::steady_clock::time_point deadline, const std::stop_token& stop) {
        std::unique_lock lock(mutex_);
        const bool raised = wake_.wait_until(lock, stop, deadline, [this] { return raised_; });
        raised_ = false;
        return raised;
    }

  private:
    std::mutex mutex_;
    std::condition_variable_any wake_;
    bool raised_ LECTERN_GUARDED_BY(mutex_) = false;
};

}  // namespace

JobService::JobService(
    ports::JobStore& jobs,
    ports::JobEvents& events,
    const Clock& clock,
    const telemetry::Telemetry& telemetry
)
    : jobs_(jobs), events_(events), clock_(clock), telemetry_(telemetry) {}

Result<domain::Job> JobService::find(const RequestContext& context, const JobId& id) {
    return jobs_.find(context, id);
}

Result<std::vector<std::optional<domain::Job>>> JobService::find_many(
    const RequestContext& context, const std::vector<JobId>& ids
) {
    return jobs_.find_many(context, ids);
}

Result<domain::Page<domain::Job>> JobService::list(
    const RequestContext& context, const ports::JobFilter& filter, const domain::PageRequest& page
) {
    return jobs_.list(context, filter, page);
}

Result<domain::Page<domain::JobItem>> JobService::items(
    const RequestContext& context,
    const JobId& id,
    std::optional<domain::ItemState> state,
    const domain::PageRequest& page
) {
    return jobs_.items(context, id, state, page);
}

Result<std::vector<domain::Page<domain::JobItem>>> JobService::items_many(
    const RequestContext& context,
    const std::vector<JobId>& ids,
    std::optional<domain::ItemState> state,
    const domain::PageRequest& page
) {
    auto found = jobs_.items_many(context, ids, state, page);
    if (!found) return fail(found);
    std::vector<domain::Page<domain::JobItem>> pages;
    pages.reserve(found->size());
    for (auto& one : *found) {
        if (one)
            pages.push_back(std::move(*one));
        else
            pages.emplace_back();
    }
    return pages;
}

Result<domain::Job> JobService::cancel(const RequestContext& context, const JobId& id) {
    auto before = jobs_.find(context, id);
    if (!before || domain::is_final(before->state)) return before;
    auto after = jobs_.cancel(context, id);
    if (!after) return after;
    const bool ended_here = after->state == domain::JobState::cancelled;
    const Timestamp now = clock_.now();
    const domain::JobEvent event =
        ended_here ? state_event(*after, now) : progress_event(*after, now);
    if (ended_here) count_finished(telemetry_, *after);
    // The cancellation is durable: that nobody heard of it must not make it look failed.
    if (auto told = events_.publish(context, {&event, 1}); !told) {
        telemetry_.log.warning(
            context, "job event lost", {{"job_id", id.value}, {"reason", told.error().message}}
        );
    }
    return after;
}

Result<domain::Job> JobService::wait(
    const RequestContext& context, const JobId& id, std::chrono::milliseconds timeout
) {
    const auto timed_out = std::chrono::steady_clock::now() + timeout;
    const auto deadline = context.deadline ? std::min(*context.deadline, timed_out) : timed_out;
    Signal signal;
    // Before the first look at the job, so that no event falls between the two.
    const auto subscription = events_.subscribe(id, [&signal] { signal.raise(); });
    while (true) {
        auto job = jobs_.find(context, id);
        if (!job || domain::is_final(job->state)) return job;
        if (signal.wait_until(deadline, context.stop)) continue;
        auto latest = jobs_.find(context, id);
        return latest ? latest : job;
    }
}

Result<std::vector<domain::JobEvent>> JobService::events(
    const RequestContext& context, const JobId& id, std::uint64_t after, std::size_t limit
) {
    if (auto known = jobs_.find(context, id); !known) return fail(known);
    return events_.read(context, id, after, limit);
}

Result<std::unique_ptr<ports::Subscription>> JobService::subscribe(
    const RequestContext& context, const JobId& id, std::function<void()> on_event
) {
    if (auto known = jobs_.find(context, id); !known) return fail(known);
    return events_.subscribe(id, std::move(on_event));
}

}  // namespace lectern::services
