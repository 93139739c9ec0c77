#include "backends/memory/memory_job_events.hpp"

#include <algorithm>
#include <utility>

namespace lectern::backends::memory {
namespace {

constexpr std::size_t kept_events = 10'000;

// A callback that can be closed: `close` waits for a running call, and none starts after it.
class Listener final {
  public:
    explicit Listener(std::function<void()> on_event) : on_event_(std::move(on_event)) {}

    void call() {
        const std::lock_guard lock(mutex_);
        if (on_event_) on_event_();
    }

    void close() {
        const std::lock_guard lock(mutex_);
        on_event_ = nullptr;
    }

  private:
    std::mutex mutex_;
    std::function<void()> on_event_ LECTERN_GUARDED_BY(mutex_);  // Empty once closed.
};

}  // namespace

class MemoryJobEvents::Listeners final {
  public:
    std::shared_ptr<Listener> add(const JobId& job, std::function<void()> on_event) {
        auto listener = std::make_shared<Listener>(std::move(on_event));
        const std::lock_guard lock(mutex_);
        by_job_.emplace(job, listener);
        return listener;
    }

    void remove(const JobId& job, const std::shared_ptr<Listener>& listener) {
        const std::lock_guard lock(mutex_);
        const auto [begin, end] = by_job_.equal_range(job);
        const auto found =
            std::find_if(begin, end, [&](const auto& entry) { return entry.second == listener; });
        if (found != end) by_job_.erase(found);
    }

    void call(const std::set<JobId>& jobs) {
        for (const auto& listener : of(jobs)) listener->call();
    }

  private:
    std::vector<std::shared_ptr<Listener>> of(const std::set<JobId>& jobs) {
        std::vector<std::shared_ptr<Listener>> listeners;
        const std::lock_guard lock(mutex_);
        for (const JobId& job : jobs) {
            const auto [begin, end] = by_job_.equal_range(job);
            for (auto place = begin; place != end; ++place) listeners.push_back(place->second);
        }
        return listeners;
    }

    std::mutex mutex_;
    // Shared with a `publish` that is about to call them.
    std::multimap<JobId, std::shared_ptr<Listener>> by_job_ LECTERN_GUARDED_BY(mutex_);
};

namespace {

class MemorySubscription final : public ports::Subscription {
  public:
    explicit MemorySubscription(std::function<void()> end) : end_(std::move(end)) {}
    ~MemorySubscription() override { end_(); }
    MemorySubscription(const MemorySubscription&) = delete;
    MemorySubscription& operator=(const MemorySubscription&) = delete;

  private:
    std::function<void()> end_;
};

}  // namespace

MemoryJobEvents::MemoryJobEvents() : listeners_(std::make_shared<Listeners>()) {}

Result<void> MemoryJobEvents::publish(
    const RequestContext&, std::span<const domain::JobEvent> events
) {
    std::set<JobId> jobs;
    {
        const std::lock_guard lock(mutex_);
        for (const domain::JobEvent& event : events) {
            std::deque<domain::JobEvent>& history = history_[event.job];
            history.push_back(event);
            history.back().id = ++last_id_;
            if (history.size() > kept_events) history.pop_front();
            jobs.insert(event.job);
        }
    }
    listeners_->call(jobs);
    return {};
}

Result<std::vector<domain::JobEvent>> MemoryJobEvents::read(
    const RequestContext&, const JobId& job, std::uint64_t after, std::size_t limit
) {
    const std::lock_guard lock(mutex_);
    const auto found = history_.find(job);
    if (found == history_.end()) return std::vector<domain::JobEvent>{};
    const auto& history = found->second;
    const auto begin = std::ranges::upper_bound(history, after, {}, &domain::JobEvent::id);
    const auto left = static_cast<std::size_t>(history.end() - begin);
    return std::vector<domain::JobEvent>(
        begin, begin + static_cast<std::ptrdiff_t>(std::min(limit, left))
    );
}

Result<void> MemoryJobEvents::forget(const RequestContext&, std::span<const JobId> jobs) {
    const std::lock_guard lock(mutex_);
    for (const JobId& job : jobs) history_.erase(job);
    return {};
}

std::unique_ptr<ports::Subscription> MemoryJobEvents::subscribe(
    const JobId& job, std::function<void()> on_event
) {
    auto listener = listeners_->add(job, std::move(on_event));
    return std::make_unique<MemorySubscription>([listeners = listeners_, job, listener] {
        listeners->remove(job, listener);
        listener->close();
    });
}

}  // namespace lectern::backends::memory
