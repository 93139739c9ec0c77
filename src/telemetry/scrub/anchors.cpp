#include "telemetry/scrub/anchors.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "telemetry/scrub/characters.hpp"

namespace lectern::telemetry::scrub {
namespace {

#if defined(__SSE2__)

// Sixteen bytes, and questions to all of them at once. Bit i of an answer is about byte i.
class Sixteen {
  public:
    explicit Sixteen(const char* bytes)
        : bytes_(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes))),
          folded_(_mm_or_si128(bytes_, _mm_set1_epi8(0x20))) {}

    std::uint64_t equal(char c) const { return mask(_mm_cmpeq_epi8(bytes_, _mm_set1_epi8(c))); }
    std::uint64_t equal_folded(char c) const {
        return mask(_mm_cmpeq_epi8(folded_, _mm_set1_epi8(c)));
    }
    std::uint64_t digits() const { return in_range(bytes_, '0', 10); }
    std::uint64_t letters() const { return in_range(folded_, 'a', 26); }
    std::uint64_t beyond_ascii() const { return mask(bytes_); }

  private:
    static std::uint64_t mask(__m128i lanes) {
        return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(lanes)));
    }
    static std::uint64_t in_range(__m128i lanes, char first, int count) {
        const __m128i offset = _mm_sub_epi8(lanes, _mm_set1_epi8(first));
        const __m128i capped = _mm_min_epu8(offset, _mm_set1_epi8(static_cast<char>(count - 1)));
        return mask(_mm_cmpeq_epi8(offset, capped));
    }

    __m128i bytes_;
    __m128i folded_;
};

#else

class Sixteen {
  public:
    explicit Sixteen(const char* bytes) { std::memcpy(bytes_.data(), bytes, bytes_.size()); }

    std::uint64_t equal(char c) const {
        return mask([c](char byte) { return byte == c; });
    }
    std::uint64_t equal_folded(char c) const {
        return mask([c](char byte) { return (byte | 0x20) == c; });
    }
    std::uint64_t digits() const {
        return mask([](char byte) { return is(byte, digit); });
    }
    std::uint64_t letters() const {
        return mask([](char byte) { return is(byte, letter); });
    }
    std::uint64_t beyond_ascii() const {
        return mask([](char byte) { return is(byte, scrub::beyond_ascii); });
    }

  private:
    template <class Test>
    std::uint64_t mask(Test test) const {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < bytes_.size(); ++i) bits |= std::uint64_t{test(bytes_[i])} << i;
        return bits;
    }

    std::array<char, 16> bytes_{};
};

#endif

constexpr std::uint64_t last_bit = std::uint64_t{1} << 63U;

// What stands one byte later. The next block is not known yet: its first byte may be anything.
std::uint64_t before(std::uint64_t bits) { return (bits >> 1U) | last_bit; }

}  // namespace

Anchors::Classes Anchors::classify(const char* bytes) {
    Classes classes{};
    for (unsigned part = 0; part < 4; ++part) {
        const Sixteen lanes(bytes + std::size_t{16} * part);
        const unsigned shift = 16 * part;
        const std::uint64_t digits = lanes.digits();
        const std::uint64_t letters = lanes.letters();
        const std::uint64_t underscore = lanes.equal('_');
        classes.digits |= digits << shift;
        classes.letters |= letters << shift;
        classes.words |= (digits | letters | underscore | lanes.beyond_ascii()) << shift;
        classes.underscore |= underscore << shift;
        classes.at |= lanes.equal('@') << shift;
        classes.colon |= lanes.equal(':') << shift;
        classes.equals |= lanes.equal('=') << shift;
        classes.percent |= lanes.equal('%') << shift;
        classes.greater |= lanes.equal('>') << shift;
        classes.three |= lanes.equal('3') << shift;
        classes.four |= lanes.equal('4') << shift;
        classes.dash |= lanes.equal('-') << shift;
        classes.dot |= lanes.equal('.') << shift;
        classes.upper_a |= lanes.equal('A') << shift;
        classes.b |= lanes.equal_folded('b') << shift;
        classes.e_or_a |= (lanes.equal_folded('e') | lanes.equal_folded('a')) << shift;
        classes.upper_g |= lanes.equal('G') << shift;
        classes.upper_j |= lanes.equal('J') << shift;
        classes.y |= lanes.equal('y') << shift;
    }
    return classes;
}

// First digits of words, and digits after the one, two or six letters that begin one.
std::uint64_t Anchors::numbers_of(const Classes& classes) {
    const std::uint64_t starts = classes.words & ~after(classes.words, word_carry_);
    std::uint64_t found = classes.digits & starts;
    std::uint64_t run = classes.letters & starts;
    for (std::size_t length = 1; length <= 6; ++length) {
        const std::uint64_t next = after(run, letters_carry_[length - 1]);
        if (length <= 2 || length == 6) found |= next & classes.digits;
        run = next & classes.letters;
    }
    const std::uint64_t schemes = classes.b & starts & before(classes.e_or_a);
    return found | schemes | (classes.upper_a & starts);
}

std::uint64_t Anchors::prefixes_of(const Classes& classes) {
    const std::uint64_t followed = before(classes.words | classes.dash);
    const std::uint64_t letters_before = after(classes.letters, letter_carry_);
    std::uint64_t dashes = classes.dash;
    std::uint64_t flags = 0;  // the second dash of `--password`
    for (std::uint64_t& carry : dash_carry_) {
        dashes = classes.dash & after(dashes, carry);
        if (&carry == &dash_carry_[0]) flags = dashes & before(classes.letters);
    }
    return (classes.underscore & followed) | (classes.dash & followed & letters_before) |
           (classes.greater & letters_before) | flags |
           (classes.dot & followed & after(classes.upper_g, g_carry_)) |
           (classes.upper_j & after(classes.y, y_carry_)) | dashes;
}

void Anchors::read_block() {
    const std::string_view rest = text_.substr(block_);
    Classes classes{};
    if (rest.size() >= block_bytes) {
        classes = classify(&rest.front());
    } else {
        std::array<char, block_bytes> padded{};
        std::ranges::copy(rest, padded.begin());
        classes = classify(padded.data());
    }
    found_ = classes.at | classes.colon | classes.equals |
             (classes.percent & before(classes.three | classes.four)) | numbers_of(classes) |
             prefixes_of(classes);
    block_ += block_bytes;
}

}  // namespace lectern::telemetry::scrub
