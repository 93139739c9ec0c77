#pragma once

#include <cstdint>

#include "backends/sqlite/connection.hpp"
#include "backends/sqlite/job_rows.hpp"
#include "core/result.hpp"
#include "ports/job_store.hpp"

namespace lectern::backends::sqlite {

/// Takes one item a step on, with everything that follows: counts (in `job`, which the caller
/// settles and saves), the queue, what was handed in, the dead letter. `update` is of that job and
/// within it.
Result<ports::ItemAdvance> step(
    Connection& connection, StoredJob& job, const ports::ItemUpdate& update, Timestamp now
);

/// Cancels the job's items in states up to `furthest`, settles and saves the job.
Result<void> cancel_items(
    Connection& connection, StoredJob& job, domain::ItemState furthest, Timestamp now
);

}  // namespace lectern::backends::sqlite
