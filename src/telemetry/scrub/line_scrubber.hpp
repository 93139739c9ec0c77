#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "telemetry/scrub/scrubber.hpp"

namespace lectern::telemetry::scrub {

/// Scrubs a stream line by line. A private key that begins on one line and ends on a later one goes
/// as a whole: the lines between are left out, at most 500 of them. One thread at a time.
class LineScrubber final {
  public:
    /// The scrubber outlives it.
    explicit LineScrubber(const Scrubber& scrubber, std::string tenant = {});

    /// Appends the scrubbed line to `out`; `line` is without its end. False when nothing is to be
    /// written for it, not even the end of a line.
    bool scrub(std::string_view line, std::string& out);

    /// Whether the next line may belong to a private key that an earlier one began.
    bool is_within_key() const { return key_lines_ > 0; }

    /// How many values have been replaced.
    const KindCounts& counts() const { return counts_; }
    std::uint64_t count(Kind kind) const { return counts_.at(static_cast<std::size_t>(kind)); }

  private:
    bool skip_key(std::string_view& line);

    const Scrubber& scrubber_;
    const std::string tenant_;
    KindCounts counts_{};
    std::uint64_t key_lines_ = 0;  // lines that an open private key may still have
};

}  // namespace lectern::telemetry::scrub
