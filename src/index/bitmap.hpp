#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lectern::index {

/// A fixed number of bits, numbered from 0. A value; reading from several threads is safe while
/// nobody writes.
class Bitmap final {
  public:
    explicit Bitmap(std::size_t bits = 0, bool value = false);

    /// From words as `words` gives them. Bits beyond `bits` are cleared.
    Bitmap(std::size_t bits, std::span<const std::uint64_t> words);

    std::size_t size() const { return bits_; }
    bool test(std::size_t bit) const { return ((words_[bit / 64] >> (bit % 64)) & 1) != 0; }
    void set(std::size_t bit) { words_[bit / 64] |= std::uint64_t{1} << (bit % 64); }
    void reset(std::size_t bit) { words_[bit / 64] &= ~(std::uint64_t{1} << (bit % 64)); }

    /// How many bits are set.
    std::size_t count() const;

    /// The first set bit at or after `from`; `size()` when there is none.
    std::size_t next(std::size_t from) const;

    /// Sizes must be equal.
    Bitmap& operator&=(const Bitmap& other);
    Bitmap& operator|=(const Bitmap& other);
    /// Clears every bit that `other` has.
    Bitmap& subtract(const Bitmap& other);
    void flip();

    std::span<const std::uint64_t> words() const { return words_; }
    bool operator==(const Bitmap&) const = default;

  private:
    void clear_beyond_end();

    std::size_t bits_ = 0;
    std::vector<std::uint64_t> words_;
};

}  // namespace lectern::index
