#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lectern::index {

/// Postings in a full block.
inline constexpr std::size_t block_size = 128;

using Block = std::array<std::uint32_t, block_size>;

/// That a chunk has a term this often (at least once).
struct Posting {
    std::uint32_t chunk = 0;
    std::uint32_t frequency = 0;

    bool operator==(const Posting&) const = default;
};

/// Appends 1 to 128 postings with rising chunks, all above `before` (`no_chunk` ahead of the first
/// block). A full block is bit-packed: one byte for the width of the gaps, one for that of the
/// frequencies, both less one, then the two in the lane order of `pack`. A shorter one is a run of
/// LEB128 numbers, gap and frequency in turn.
void encode_block(
    std::span<const Posting> postings, std::uint32_t before, std::vector<std::byte>& out
);

/// A chunk number that no chunk has. It is one less than 0, so gaps may start from it.
inline constexpr std::uint32_t no_chunk = 0xFFFF'FFFFU;

/// Reads the chunks of the full block at `in`.
void decode_full_chunks(const std::byte* in, std::uint32_t before, Block& chunks);

/// Reads the frequencies of the full block at `in`.
void decode_full_frequencies(const std::byte* in, Block& frequencies);

/// Reads the first `count` postings of a block that is not full.
void decode_tail(
    const std::byte* in, std::size_t count, std::uint32_t before, Block& chunks, Block& frequencies
);

/// Appends 128 numbers of `width` bits each, 0 to 32, as 16 * `width` bytes: number 4i + j is the
/// i-th of lane j of 32-bit words, so that one 128-bit instruction handles four numbers. The layout
/// is that of SIMD-BP128 (Lemire and Boytsov, "Decoding billions of integers per second through
/// vectorization", 2015).
void pack(const Block& numbers, unsigned width, std::vector<std::byte>& out);

/// The reverse of `pack`.
void unpack(const std::byte* in, unsigned width, Block& numbers);

}  // namespace lectern::index
