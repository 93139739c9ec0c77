#pragma once

#include <cstdint>

#include "core/clock.hpp"
#include "telemetry/scrub/scrubber.hpp"
#include "telemetry/sentry/spool.hpp"

namespace lectern::telemetry::sentry {

/// What became of crash records.
struct StoredCrashes {
    std::uint64_t kept = 0;
    std::uint64_t dropped = 0;  ///< Of them and of older events: for want of room, or no record.
};

/// Makes events of the crash records in the spool's folder, puts them into the spool and removes
/// the records. The newest 32 of them, as a process that fails at once at every start would leave
/// more than anybody reads. The scrubber may be null.
StoredCrashes keep_stored_crashes(
    Spool& spool, const scrub::Scrubber* scrubber, const Clock& clock
);

}  // namespace lectern::telemetry::sentry
