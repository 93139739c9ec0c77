#pragma once

#include <vector>

#include "backends/memory/state.hpp"
#include "ports/job_store.hpp"

namespace lectern::backends::memory {

/// Writes job and items and queues them, or finds the earlier job that answers for them. Takes
/// `state.mutex`.
Result<ports::AcceptedJob> accept_job(
    State& state, const ports::NewJob& job, std::vector<ports::NewItem> items
);

}  // namespace lectern::backends::memory
