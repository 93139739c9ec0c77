#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>

#include "core/thread_annotations.hpp"
#include "ports/job_events.hpp"

namespace lectern::backends::memory {

/// Job events in memory, with a lock of their own: subscribers are called without it. Subscriptions
/// may outlive it.
class MemoryJobEvents final : public ports::JobEvents {
  public:
    MemoryJobEvents();

    Result<void> publish(const RequestContext& context, std::span<const domain::JobEvent> events)
        override;
    Result<std::vector<domain::JobEvent>> read(
        const RequestContext& context, const JobId& job, std::uint64_t after, std::size_t limit
    ) override;
    Result<void> forget(const RequestContext& context, std::span<const JobId> jobs) override;
    std::unique_ptr<ports::Subscription> subscribe(const JobId& job, std::function<void()> on_event)
        override;

  private:
    class Listeners;

    std::mutex mutex_;
    std::map<JobId, std::deque<domain::JobEvent>> history_ LECTERN_GUARDED_BY(mutex_);
    std::uint64_t last_id_ LECTERN_GUARDED_BY(mutex_) = 0;
    std::shared_ptr<Listeners>
        listeners_;  // Shared with the subscriptions, which take themselves off it.
};

}  // namespace lectern::backends::memory
