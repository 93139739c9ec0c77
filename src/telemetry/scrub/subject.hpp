#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "telemetry/scrub/kind.hpp"

namespace lectern::telemetry::scrub {

/// The text that is being looked through, and how far. Detectors get it with the place of an
/// anchor; they answer with a match that holds or follows the anchor, or with nothing.
///
/// Every detector reads a bounded number of bytes around its anchor, or bytes that no later anchor
/// makes it read again; `work` counts them, so that a test can hold the whole to linear time.
struct Subject {
    std::string_view text{};
    std::string_view key{};           ///< The name of the field, empty when unknown.
    std::size_t floor = 0;            ///< End of the match before: no match reaches back over it.
    std::size_t addresses_until = 0;  ///< Places before it cannot begin an IPv6 address.
    std::size_t tokens_until = 0;     ///< Places before it cannot begin a JWT.
    std::uint64_t work = 0;

    char at(std::size_t place) const { return place < text.size() ? text[place] : '\0'; }
    /// The byte before, NUL at the beginning.
    char before(std::size_t place) const { return place > 0 ? text[place - 1] : '\0'; }
};

/// Whether `begin` is within a word, so that nothing can begin there. A marker counts as a word, as
/// what it stands for did; without that, scrubbing twice would find more than scrubbing once.
bool is_glued_before(const Subject& subject, std::size_t begin);
/// The same for an end. An `@` glues too: what is before it is part of an address.
bool is_glued_after(const Subject& subject, std::size_t end);

/// Whether the place follows a word and one of `-` and `.`, as parts of UUIDs and versions do.
bool is_joined_before(const Subject& subject, std::size_t begin);

/// A word that tells what a number beside it is.
struct ContextWord {
    std::string_view text;  ///< In lower case.
    bool is_whole = false;  ///< No letter may follow.
};

/// Whether one of the words is the field's name or stands in the 24 bytes before `begin`, with no
/// number or match between.
bool has_context(const Subject& subject, std::size_t begin, std::span<const ContextWord> words);

}  // namespace lectern::telemetry::scrub
