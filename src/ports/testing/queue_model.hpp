#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include <rapidcheck.h>

#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

/// Does to a queue, and to a list of entries, what a property test makes up, and compares the two.
/// The queue holds the items of one job, all ready.
class QueueModel final {
  public:
    QueueModel(JobQueue& queue, ManualClock& clock, std::size_t entries)
        : queue_(queue), clock_(clock), entries_(entries) {}

    /// Whatever entry comes has to be ready, at the attempt that the model counted.
    void lease_one(std::chrono::milliseconds duration) {
        const LeaseRequest request{
            .worker = "model",
            .max_entries = 1,
            .duration = duration,
            .wait = std::chrono::milliseconds{0}
        };
        const auto leases = must(queue_.lease({}, request));
        RC_ASSERT(leases.size() == std::min<std::uint64_t>(1, count(Phase::ready)));
        for (const Lease& lease : leases) {
            Entry& entry = entries_.at(lease.entry.ordinal);
            RC_ASSERT(entry.phase == Phase::ready);
            RC_ASSERT(entry.attempt == lease.entry.attempt);
            entry.phase = Phase::leased;
            entry.until = lease.expires_at;
            entry.lease = lease;
        }
    }

    /// With the last lease that the entry had, lost or not.
    void release(std::size_t index, std::chrono::milliseconds delay) {
        Entry& entry = entries_.at(index);
        if (!entry.lease) return;
        must(queue_.release({}, *entry.lease, delay));
        if (entry.phase != Phase::leased) return;
        ++entry.attempt;
        entry.phase = delay.count() > 0 ? Phase::delayed : Phase::ready;
        entry.until = clock_.now() + delay;
    }

    void acknowledge(std::size_t index) {
        Entry& entry = entries_.at(index);
        if (!entry.lease) return;
        must(queue_.acknowledge({}, std::span(&*entry.lease, 1)));
        if (entry.phase == Phase::leased) entry.phase = Phase::done;
    }

    void pass_time(std::chrono::milliseconds time) {
        clock_.advance(time);
        for (Entry& entry : entries_) {
            const bool waits = entry.phase == Phase::delayed || entry.phase == Phase::leased;
            if (!waits || entry.until > clock_.now()) continue;
            if (entry.phase == Phase::leased) ++entry.attempt;
            entry.phase = Phase::ready;
        }
    }

    void check_depth() {
        const QueueDepth depth = must(queue_.depth({}));
        RC_ASSERT(depth.ready == count(Phase::ready));
        RC_ASSERT(depth.delayed == count(Phase::delayed));
        RC_ASSERT(depth.leased == count(Phase::leased));
    }

  private:
    enum class Phase { ready, delayed, leased, done };

    struct Entry {
        Phase phase = Phase::ready;
        Timestamp until{};
        std::optional<Lease> lease{};
        std::uint32_t attempt = 1;
    };

    std::uint64_t count(Phase phase) const {
        return static_cast<std::uint64_t>(std::ranges::count(entries_, phase, &Entry::phase));
    }

    JobQueue& queue_;
    ManualClock& clock_;
    std::vector<Entry> entries_;
};

}  // namespace lectern::ports::testing
