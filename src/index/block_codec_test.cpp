#include "index/block_codec.hpp"

#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::index {
namespace {

TEST(BlockCodec, UnpacksWhatItPackedAtEveryWidth) {
    std::mt19937 random(1);
    for (unsigned width = 0; width <= 32; ++width) {
        Block numbers{};
        for (auto& number : numbers)
            number = width == 0 ? 0 : static_cast<std::uint32_t>(random()) >> (32 - width);
        std::vector<std::byte> packed;
        pack(numbers, width, packed);
        EXPECT_EQ(packed.size(), 16U * width);
        Block unpacked{};
        unpack(packed.data(), width, unpacked);
        EXPECT_EQ(unpacked, numbers) << "width " << width;
    }
}

// The layout is a promise to files already written.
TEST(BlockCodec, PutsConsecutiveNumbersIntoConsecutiveLanes) {
    Block numbers{};
    for (std::uint32_t i = 0; i < block_size; ++i) numbers[i] = i % 4 == 1 ? 1 : 0;
    std::vector<std::byte> packed;
    pack(numbers, 1, packed);
    for (std::size_t i = 0; i < 16; ++i)
        EXPECT_EQ(packed[i], i / 4 == 1 ? std::byte{0xFF} : std::byte{0});
}

std::vector<Posting> make_postings(
    std::size_t count, std::uint32_t first, std::uint32_t widest_gap, std::uint32_t seed
) {
    std::mt19937 random(seed);
    std::vector<Posting> postings;
    std::uint32_t chunk = first;
    for (std::size_t i = 0; i < count; ++i) {
        postings.push_back(
            {.chunk = chunk, .frequency = 1 + static_cast<std::uint32_t>(random()) % 300}
        );
        chunk += 1 + static_cast<std::uint32_t>(random()) % widest_gap;
    }
    return postings;
}

std::vector<Posting> round_trip(const std::vector<Posting>& postings, std::uint32_t before) {
    std::vector<std::byte> encoded;
    encode_block(postings, before, encoded);
    Block chunks{};
    Block frequencies{};
    if (postings.size() == block_size) {
        decode_full_chunks(encoded.data(), before, chunks);
        decode_full_frequencies(encoded.data(), frequencies);
    } else {
        decode_tail(encoded.data(), postings.size(), before, chunks, frequencies);
    }
    std::vector<Posting> decoded;
    for (std::size_t i = 0; i < postings.size(); ++i) {
        decoded.push_back({.chunk = chunks[i], .frequency = frequencies[i]});
    }
    return decoded;
}

RC_GTEST_PROP(BlockCodecProperty, BlocksRoundTrip, (std::uint32_t seed)) {
    const auto count = *rc::gen::inRange<std::size_t>(1, block_size + 1);
    const auto gap = *rc::gen::inRange<std::uint32_t>(1, 1U << 24U);
    const auto postings = make_postings(count, 5, gap, seed);
    RC_ASSERT(round_trip(postings, no_chunk) == postings);
    RC_ASSERT(round_trip(postings, 4) == postings);
}

TEST(BlockCodec, TakesTheLargestNumbers) {
    const std::vector<Posting> postings{
        {.chunk = 0, .frequency = 1}, {.chunk = no_chunk - 1, .frequency = 0xFFFF'FFFFU}
    };
    EXPECT_EQ(round_trip(postings, no_chunk), postings);
}

TEST(BlockCodec, CodesAFullRunOfNeighboursInTwoBytes) {
    std::vector<std::byte> encoded;
    std::vector<Posting> postings;
    for (std::uint32_t i = 0; i < block_size; ++i) postings.push_back({.chunk = i, .frequency = 1});
    encode_block(postings, no_chunk, encoded);
    EXPECT_EQ(encoded.size(), 2U);
    EXPECT_EQ(round_trip(postings, no_chunk), postings);
}

}  // namespace
}  // namespace lectern::index
