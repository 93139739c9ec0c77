#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "telemetry/scrub/allow_list.hpp"
#include "telemetry/scrub/extra_patterns.hpp"
#include "telemetry/scrub/kind.hpp"

namespace lectern::telemetry::scrub {

/// Puts markers such as `[redacted:email]` in the place of personal data and secrets. Immutable,
/// thread-safe. Time is linear in the text, whatever it holds, and nothing is allocated when
/// nothing is found.
///
/// It looks at values as they are: apply it before a value is encoded. In a JSON string that holds
/// `anna\u0040example.com` there is no `@` to be found.
///
/// Text that is valid UTF-8 stays valid. Scrubbing twice gives what scrubbing once gives: a marker
/// may make visible what stood beside the value that it replaced, so what was changed is looked
/// through again until nothing more is found, eight times at most.
class Scrubber final {
  public:
    struct Options {
        /// Markers become `[email:3f9a1c20]`, the same for the same value: see `append_marker`.
        /// Empty, or at least 16 bytes.
        std::string hash_key{};
        AllowList allowed{};
        ExtraPatterns patterns{};
    };

    static constexpr std::size_t shortest_hash_key = 16;

    /// Everything by default.
    Scrubber() = default;
    /// `invalid_argument` when the hash key is too short.
    static Result<Scrubber> create(Options options);

    /// False when there is nothing to be scrubbed: then `out` is not touched and `text` may be used
    /// as it is. Otherwise `out` becomes the scrubbed text. `out` must not hold `text`.
    /// `counts`, when given, grows by what was replaced.
    bool scrub(
        std::string_view text,
        std::string& out,
        std::string_view tenant = {},
        KindCounts* counts = nullptr
    ) const;

    /// The same for the value of a field: when its name is one of a secret, the whole value goes;
    /// and its name helps to tell what a plain number is.
    bool scrub_field(
        std::string_view key,
        std::string_view value,
        std::string& out,
        std::string_view tenant = {},
        KindCounts* counts = nullptr
    ) const;

    /// What `scrub` replaces at first, in order, without overlaps. `work`, when given, is what the
    /// detectors read of the text, in bytes, so that a test can hold it to linear time.
    std::vector<Match> find(
        std::string_view text,
        std::string_view key = {},
        std::string_view tenant = {},
        std::uint64_t* work = nullptr
    ) const;

    /// What `scrub` makes of these matches.
    std::string replace(std::string_view text, const std::vector<Match>& matches) const;

  private:
    bool scrub_text(
        std::string_view text,
        std::string_view key,
        std::string_view tenant,
        std::string& out,
        KindCounts* counts
    ) const;

    Options options_;
};

}  // namespace lectern::telemetry::scrub
