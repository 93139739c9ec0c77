#include "index/bitmap.hpp"

#include <algorithm>

#include "core/assert.hpp"

namespace lectern::index {

Bitmap::Bitmap(std::size_t bits, bool value)
    : bits_(bits), words_((bits + 63) / 64, value ? ~std::uint64_t{0} : std::uint64_t{0}) {
    clear_beyond_end();
}

Bitmap::Bitmap(std::size_t bits, std::span<const std::uint64_t> words)
    : bits_(bits), words_(words.begin(), words.end()) {
    words_.resize((bits + 63) / 64);
    clear_beyond_end();
}

std::size_t Bitmap::count() const {
    std::size_t total = 0;
    for (const std::uint64_t word : words_) total += static_cast<std::size_t>(std::popcount(word));
    return total;
}

std::size_t Bitmap::next(std::size_t from) const {
    if (from >= bits_) return bits_;
    std::size_t word = from / 64;
    std::uint64_t rest = words_[word] & (~std::uint64_t{0} << (from % 64));
    while (rest == 0) {
        if (++word == words_.size()) return bits_;
        rest = words_[word];
    }
    return word * 64 + static_cast<std::size_t>(std::countr_zero(rest));
}

Bitmap& Bitmap::operator&=(const Bitmap& other) {
    LECTERN_ASSERT(bits_ == other.bits_);
    for (std::size_t word = 0; word < words_.size(); ++word) words_[word] &= other.words_[word];
    return *this;
}

Bitmap& Bitmap::operator|=(const Bitmap& other) {
    LECTERN_ASSERT(bits_ == other.bits_);
    for (std::size_t word = 0; word < words_.size(); ++word) words_[word] |= other.words_[word];
    return *this;
}

Bitmap& Bitmap::subtract(const Bitmap& other) {
    LECTERN_ASSERT(bits_ == other.bits_);
    for (std::size_t word = 0; word < words_.size(); ++word) words_[word] &= ~other.words_[word];
    return *this;
}

void Bitmap::flip() {
    for (std::uint64_t& word : words_) word = ~word;
    clear_beyond_end();
}

void Bitmap::clear_beyond_end() {
    if (bits_ % 64 != 0) words_.back() &= (std::uint64_t{1} << (bits_ % 64)) - 1;
}

}  // namespace lectern::index
