#pragma once

#include <string>

#include "core/result.hpp"
#include "telemetry/scrub/scrubber.hpp"

namespace lectern::telemetry::scrub {

/// Where an operator keeps what a scrubber needs; an empty path: nowhere.
struct ScrubberFiles {
    std::string hash_key{};  ///< At least 16 bytes; the end of a line at its end does not count.
    std::string allow{};     ///< As `AllowList::parse` reads it.
    std::string patterns{};  ///< As `ExtraPatterns::parse` reads it.
};

/// `invalid_argument` names the file, and the line where there is one. Files are at most 16 MiB.
Result<Scrubber> load_scrubber(const ScrubberFiles& files);

}  // namespace lectern::telemetry::scrub
