#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lectern::telemetry::scrub {

/// Finds the places where something to be scrubbed may begin or show itself: `@`, the first digit
/// of a word, `:`, `=`, the `_` of a key's prefix and some more. Most bytes of a log line are none,
/// so only what is found here is looked at closely. 64 bytes at a time, with SSE2 where there is
/// one.
class Anchors final {
  public:
    explicit Anchors(std::string_view text) : text_(text) {}

    /// The next place, or the text's size when there is none.
    std::size_t next() {
        while (found_ == 0) {
            if (block_ >= text_.size()) return text_.size();
            read_block();
        }
        const auto bit = static_cast<std::size_t>(__builtin_ctzll(found_));
        found_ &= found_ - 1;
        return block_ - block_bytes + bit;
    }

    static constexpr std::size_t block_bytes = 64;

  private:
    // Which bytes of a block are of a class, the first in the lowest bit.
    struct Classes {
        std::uint64_t digits, letters, words;
        std::uint64_t at, colon, equals, greater, percent, three, four, underscore, dash, dot;
        std::uint64_t upper_a, b, e_or_a, upper_g, upper_j, y;
    };

    void read_block();
    static Classes classify(const char* bytes);
    std::uint64_t numbers_of(const Classes& classes);
    std::uint64_t prefixes_of(const Classes& classes);

    // `bits` moved on by one byte; what leaves the block comes into the next by way of `carried`.
    static std::uint64_t after(std::uint64_t bits, std::uint64_t& carried) {
        const std::uint64_t moved = (bits << 1U) | carried;
        carried = bits >> 63U;
        return moved;
    }

    std::string_view text_;
    std::size_t block_ = 0;  // end of the block that `found_` is about
    std::uint64_t found_ = 0;
    std::uint64_t word_carry_ = 0;
    std::uint64_t letters_carry_[6] = {};  // NOLINT(*-avoid-c-arrays): indexed by a constant
    std::uint64_t dash_carry_[4] = {};     // NOLINT(*-avoid-c-arrays)
    std::uint64_t letter_carry_ = 0;
    std::uint64_t g_carry_ = 0;
    std::uint64_t y_carry_ = 0;
};

}  // namespace lectern::telemetry::scrub
