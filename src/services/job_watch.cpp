#include "services/job_watch.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace lectern::services {
namespace {

constexpr std::size_t events_at_a_time = 128;

// `item.failed` may come with the end state too, but is not what tells it.
bool tells_end(const domain::JobEvent& event) {
    return domain::is_final(event.state) &&
           event.type == "job." + std::string(to_string(event.state));
}

}  // namespace

Result<std::unique_ptr<JobWatch>> JobWatch::open(
    JobService& jobs, RequestContext context, JobId job, std::uint64_t after
) {
    std::unique_ptr<JobWatch> watch(new JobWatch(jobs, std::move(context), std::move(job), after));
    if (auto found = jobs.find(watch->context_, watch->job_); !found) return fail(found);
    if (auto seen = watch->find_out_what_was_seen(); !seen) return fail(seen);
    return watch;
}

JobWatch::JobWatch(JobService& jobs, RequestContext context, JobId job, std::uint64_t after)
    : jobs_(jobs), context_(std::move(context)), job_(std::move(job)), after_(after) {}

Result<std::optional<std::vector<domain::JobEvent>>> JobWatch::next() {
    if (ended_) return std::nullopt;
    if (auto good = context_.check(); !good) return fail(good);
    auto events = jobs_.events(context_, job_, after_, events_at_a_time);
    if (events && events->empty()) events = end_without_event();
    if (!events) return fail(events);
    note(*events);
    return std::move(*events);
}

Result<void> JobWatch::on_ready(std::function<void()> wake) {
    auto subscription = jobs_.subscribe(context_, job_, std::move(wake));
    if (!subscription) return fail(subscription);
    subscription_ = std::move(*subscription);
    return {};
}

// One who has seen the end comes back to an empty stream, not to one that never ends.
Result<void> JobWatch::find_out_what_was_seen() {
    if (after_ == 0) return {};
    auto last = jobs_.events(context_, job_, after_ - 1, 1);
    if (!last) return fail(last);
    ended_ = !last->empty() && last->front().id == after_ && tells_end(last->front());
    return {};
}

// Remembers how far the follower is; nothing comes after the end.
void JobWatch::note(std::vector<domain::JobEvent>& events) {
    const auto end = std::ranges::find_if(events, tells_end);
    ended_ = end != events.end();
    if (ended_) events.erase(std::next(end), events.end());
    if (!events.empty()) after_ = events.back().id;
}

// A job may have ended while its last events are not kept (they are trimmed, or were lost with the
// process): then its state is told by an event without id. Empty while the job goes on.
Result<std::vector<domain::JobEvent>> JobWatch::end_without_event() {
    auto job = jobs_.find(context_, job_);
    if (!job) return fail(job);
    if (!domain::is_final(job->state)) return std::vector<domain::JobEvent>{};
    // The end may have been written, and its event published, between the two looks.
    auto events = jobs_.events(context_, job_, after_, events_at_a_time);
    if (!events || !events->empty()) return events;
    return std::vector<domain::JobEvent>{{
        .job = job_,
        .type = "job." + std::string(to_string(job->state)),
        .state = job->state,
        .counts = job->counts,
        .at = job->finished_at.value_or(job->created_at),
    }};
}

}  // namespace lectern::services
