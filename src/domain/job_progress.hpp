#pragma once

#include <cstdint>

#include "core/clock.hpp"
#include "domain/job.hpp"

namespace lectern::domain {

/// What an update makes of an item.
struct ItemStep {
    ItemState state = ItemState::accepted;  ///< The item's, afterwards.
    bool applied = false;                   ///< Whether that is what was asked for.
    bool changed = false;                   ///< Whether the item has to be written.
};

/// An item in an end state stays there. Where cancellation was requested an open item is cancelled,
/// unless the update says `indexed` or `failed`: then it had come to its end before. `to` is not
/// `accepted`.
ItemStep step_item(ItemState from, ItemState to, bool cancel_requested);

/// Counts an item that came to an end state; other states change nothing.
void count_end(JobCounts& counts, ItemState state);

/// Brings the job's state in line with its counts. `started` tells that an item was worked on; the
/// job remembers it.
void settle(Job& job, bool started, Timestamp now);

/// What is kept of an item that failed for good.
DeadLetter make_dead_letter(
    DeadLetterId id, const Job& job, const JobItem& item, std::uint32_t attempts, Timestamp now
);

/// Whether a job may answer for documents handed in again unchanged: nothing of it failed or was
/// cancelled.
bool may_answer_again(const Job& job);

}  // namespace lectern::domain
