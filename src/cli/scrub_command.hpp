#pragma once

#include <string>

#include "core/result.hpp"

namespace lectern::cli {

struct ScrubArguments {
    std::string hash_key_file{};
    std::string allow_file{};
    std::string patterns_file{};
    std::string tenant{};  ///< Whose patterns, besides those of all.
    bool stats = false;    ///< Counts by kind on standard error.
};

/// Copies lines from one file descriptor to another, scrubbed as the server scrubs its telemetry. A
/// line that is a JSON object has its values scrubbed decoded, by the names of its members too, and
/// is written anew when one changed. Lines are passed on as they come; one is at most 64 MiB,
/// longer ones are scrubbed in parts. Returns the exit code: 0, 1 when reading or writing failed, 2
/// for files that cannot be.
int scrub(const ScrubArguments& arguments, int in, int out);

}  // namespace lectern::cli
