#include "services/job_announcer.hpp"

#include <chrono>
#include <vector>

#include "services/job_announcement.hpp"

namespace lectern::services {
namespace {

constexpr std::uint64_t progress_items = 100;
constexpr std::chrono::milliseconds progress_interval{500};
// Beyond these many jobs at a time, some progress is announced too often or an end twice.
constexpr std::size_t most_running = 4096;
constexpr std::size_t most_ended = 4096;

}  // namespace

JobAnnouncer::JobAnnouncer(
    ports::JobEvents& events, const Clock& clock, const telemetry::Telemetry& telemetry
)
    : events_(events), clock_(clock), telemetry_(telemetry) {}

void JobAnnouncer::announce(
    const RequestContext& context,
    std::span<const domain::Job> jobs,
    std::span<const domain::JobItem> failed
) {
    const std::lock_guard lock(mutex_);
    std::vector<domain::JobEvent> events;
    for (const domain::Job& job : jobs) {
        for (const domain::JobItem& item : failed) {
            if (item.job != job.id) continue;
            domain::JobEvent event = state_event(job, clock_.now());
            event.type = "item.failed";
            event.item = item;
            events.push_back(std::move(event));
        }
        if (auto event = next_event(job)) events.push_back(std::move(*event));
    }
    if (events.empty()) return;
    if (auto told = events_.publish(context, events); !told) {
        telemetry_.log.warning(context, "job events lost", {{"reason", told.error().message}});
    }
}

std::optional<domain::JobEvent> JobAnnouncer::next_event(const domain::Job& job) {
    if (ended_.contains(job.id)) return std::nullopt;
    const Timestamp now = clock_.now();
    if (domain::is_final(job.state)) {
        running_.erase(job.id);
        remember_ended(job.id);
        count_finished(telemetry_, job);
        return state_event(job, now);
    }
    if (running_.size() >= most_running) running_.clear();
    const Announced present{.finished = job.counts.finished(), .at = now};
    const auto [known, is_new] = running_.try_emplace(job.id, present);
    if (is_new) return state_event(job, now);

    Announced& last = known->second;
    // A slower thread may come with an older state of the job.
    if (present.finished <= last.finished) return std::nullopt;
    const bool due =
        present.finished - last.finished >= progress_items || now - last.at >= progress_interval;
    if (!due) return std::nullopt;
    last = present;
    return progress_event(job, now);
}

void JobAnnouncer::remember_ended(const JobId& id) {
    ended_.insert(id);
    ended_order_.push_back(id);
    if (ended_order_.size() <= most_ended) return;
    ended_.erase(ended_order_.front());
    ended_order_.pop_front();
}

}  // namespace lectern::services
