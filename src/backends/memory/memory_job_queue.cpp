#include "backends/memory/memory_job_queue.hpp"

#include <algorithm>
#include <mutex>

namespace lectern::backends::memory {
namespace {

using std::chrono::steady_clock;

// When to look again: at `end`, or earlier when a delayed or leased entry becomes ready by itself.
steady_clock::time_point next_look(const State& state, steady_clock::time_point end) {
    const auto due = state.queue.next_due();
    if (!due) return end;
    return std::min(
        end, steady_clock::now() + std::max(*due - state.clock.now(), std::chrono::milliseconds{1})
    );
}

}  // namespace

Result<void> MemoryJobQueue::enqueue(const RequestContext&, std::span<const ports::QueueEntry>) {
    // The entries are there since their job was accepted.
    state_.queue_changed.notify_all();
    return {};
}

Result<std::vector<ports::Lease>> MemoryJobQueue::lease(
    const RequestContext& context, const ports::LeaseRequest& request
) {
    const auto end = steady_clock::now() + context.remaining(request.wait);
    std::unique_lock lock(state_.mutex);
    const std::uint64_t wakes = state_.queue_wakes;
    while (true) {
        auto leases = state_.queue.take(request.max_entries, state_.clock.now(), request.duration);
        const bool over = context.stop.stop_requested() || state_.queue_wakes != wakes ||
                          steady_clock::now() >= end;
        if (!leases.empty() || over) return leases;
        state_.queue_changed.wait_until(lock, context.stop, next_look(state_, end), [&] {
            return state_.queue.has_ready() || state_.queue_wakes != wakes;
        });
    }
}

Result<std::vector<ports::Lease>> MemoryJobQueue::extend(
    const RequestContext&, std::span<const ports::Lease> leases, std::chrono::milliseconds duration
) {
    std::vector<ports::Lease> extended;
    const std::lock_guard lock(state_.mutex);
    const Timestamp now = state_.clock.now();
    for (const ports::Lease& lease : leases) {
        auto longer = state_.queue.extend(lease, now, duration);
        if (longer) extended.push_back(*std::move(longer));
    }
    return extended;
}

Result<void> MemoryJobQueue::release(
    const RequestContext&, const ports::Lease& lease, std::chrono::milliseconds delay
) {
    const std::lock_guard lock(state_.mutex);
    state_.queue.release(lease, state_.clock.now(), delay);
    state_.queue_changed.notify_all();
    return {};
}

Result<void> MemoryJobQueue::acknowledge(
    const RequestContext&, std::span<const ports::Lease> leases
) {
    const std::lock_guard lock(state_.mutex);
    const Timestamp now = state_.clock.now();
    for (const ports::Lease& lease : leases) state_.queue.acknowledge(lease, now);
    return {};
}

Result<ports::QueueDepth> MemoryJobQueue::depth(const RequestContext&) {
    const std::lock_guard lock(state_.mutex);
    return state_.queue.depth(state_.clock.now());
}

void MemoryJobQueue::wake() {
    const std::lock_guard lock(state_.mutex);
    ++state_.queue_wakes;
    state_.queue_changed.notify_all();
}

}  // namespace lectern::backends::memory
