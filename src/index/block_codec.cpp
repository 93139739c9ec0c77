#include "index/block_codec.hpp"

#include <bit>
#include <cstring>
#include <utility>

namespace lectern::index {
namespace {

using Lanes [[gnu::vector_size(16)]] = std::uint32_t;

constexpr unsigned groups = block_size / 4;

Lanes load(const void* from) {
    Lanes lanes;
    std::memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

// The width is a template parameter so that the loop unrolls into shifts by constants.
template <unsigned width>
void unpack_width(const std::byte* in, std::uint32_t* out) {
    constexpr std::uint32_t mask = width == 32 ? 0xFFFF'FFFFU : (1U << width) - 1U;
#pragma GCC unroll 32
    for (unsigned group = 0; group < groups; ++group) {
        Lanes lanes{};
        if constexpr (width > 0) {
            const unsigned word = group * width / 32;
            const unsigned shift = group * width % 32;
            lanes = load(in + 16 * word) >> shift;
            if (shift + width > 32) lanes |= load(in + 16 * (word + 1)) << (32 - shift);
            lanes &= mask;
        }
        std::memcpy(out + 4 * group, &lanes, sizeof lanes);
    }
}

using Unpacker = void (*)(const std::byte*, std::uint32_t*);

template <unsigned... widths>
constexpr std::array<Unpacker, sizeof...(widths)>
make_unpackers(std::integer_sequence<unsigned, widths...>) {
    return {&unpack_width<widths>...};
}

constexpr auto unpackers = make_unpackers(std::make_integer_sequence<unsigned, 33>{});

void put_number(std::uint32_t number, std::vector<std::byte>& out) {
    while (number >= 0x80U) {
        out.push_back(static_cast<std::byte>(number | 0x80U));
        number >>= 7U;
    }
    out.push_back(static_cast<std::byte>(number));
}

std::uint32_t take_number(const std::byte*& in) {
    std::uint32_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        const auto byte = static_cast<std::uint32_t>(*in++);
        number |= (byte & 0x7FU) << shift;
        if (byte < 0x80U) return number;
    }
}

unsigned width_of(const Block& numbers) {
    std::uint32_t all = 0;
    for (const std::uint32_t number : numbers) all |= number;
    return static_cast<unsigned>(std::bit_width(all));
}

}  // namespace

void encode_block(
    std::span<const Posting> postings, std::uint32_t before, std::vector<std::byte>& out
) {
    Block gaps{};
    Block frequencies{};
    for (std::size_t i = 0; i < postings.size(); ++i) {
        gaps[i] = postings[i].chunk - before - 1;  // wraps to the chunk itself after no_chunk
        frequencies[i] = postings[i].frequency - 1;
        before = postings[i].chunk;
    }
    if (postings.size() < block_size) {
        for (std::size_t i = 0; i < postings.size(); ++i) {
            put_number(gaps[i], out);
            put_number(frequencies[i], out);
        }
        return;
    }
    const unsigned gap_width = width_of(gaps);
    const unsigned frequency_width = width_of(frequencies);
    out.push_back(static_cast<std::byte>(gap_width));
    out.push_back(static_cast<std::byte>(frequency_width));
    pack(gaps, gap_width, out);
    pack(frequencies, frequency_width, out);
}

void decode_full_chunks(const std::byte* in, std::uint32_t before, Block& chunks) {
    unpack(in + 2, static_cast<unsigned>(in[0]), chunks);
    for (std::uint32_t& chunk : chunks) {
        before += chunk + 1;
        chunk = before;
    }
}

void decode_full_frequencies(const std::byte* in, Block& frequencies) {
    const std::size_t gap_bytes = std::size_t{16} * static_cast<unsigned>(in[0]);
    unpack(in + 2 + gap_bytes, static_cast<unsigned>(in[1]), frequencies);
    for (std::uint32_t& frequency : frequencies) ++frequency;
}

void decode_tail(
    const std::byte* in, std::size_t count, std::uint32_t before, Block& chunks, Block& frequencies
) {
    for (std::size_t i = 0; i < count; ++i) {
        before += take_number(in) + 1;
        chunks[i] = before;
        frequencies[i] = take_number(in) + 1;
    }
}

void pack(const Block& numbers, unsigned width, std::vector<std::byte>& out) {
    if (width == 0) return;
    std::array<Lanes, 32> words{};
    for (unsigned group = 0; group < groups; ++group) {
        const Lanes lanes = load(numbers.data() + 4 * group);
        const unsigned word = group * width / 32;
        const unsigned shift = group * width % 32;
        words[word] |= lanes << shift;
        if (shift + width > 32) words[word + 1] |= lanes >> (32 - shift);
    }
    const auto* bytes = reinterpret_cast<const std::byte*>(words.data());
    out.insert(out.end(), bytes, bytes + std::size_t{16} * width);
}

void unpack(const std::byte* in, unsigned width, Block& numbers) {
    unpackers[width](in, numbers.data());
}

}  // namespace lectern::index
