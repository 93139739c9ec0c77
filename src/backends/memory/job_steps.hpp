#pragma once

#include "backends/memory/state.hpp"

namespace lectern::backends::memory {

/// Takes one item to `to`, which keeps the job's counts, drops what was handed in when nobody needs
/// it any more, and takes a cancelled item off the queue. The job's state is left to
/// `domain::settle`. Call with `state.mutex` held.
void take_item_to(
    State& state, JobRecord& record, ItemRecord& item, domain::ItemState to, Timestamp now
);

/// Cancels every item that has no end state, of every job that names the dataset. Call with
/// `state.mutex` held.
void cancel_open_items(State& state, const DatasetKey& dataset, Timestamp now);

}  // namespace lectern::backends::memory
