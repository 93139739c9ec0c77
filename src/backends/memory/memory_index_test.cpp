#include "backends/memory/memory_index.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "backends/memory/chunk_table.hpp"

namespace lectern::backends::memory {
namespace {

TEST(SplitWords, LowersAsciiAndKeepsOtherLetters) {
    EXPECT_EQ(
        split_words("The PUMP, type-7 \xC3\x9C"
                    "ber!"),
        (std::vector<std::string>{
            "the",
            "pump",
            "type",
            "7",
            "\xC3\x9C"
            "ber"
        })
    );
    EXPECT_TRUE(split_words(" ?! ").empty());
}

TEST(WordStatistics, ScoresByTheFormula) {
    const IndexedChunk long_chunk{.frequencies = {{"zebra", 2}, {"piano", 1}}, .length = 3};
    const IndexedChunk short_chunk{
        .ordinal = 1, .frequencies = {{"zebra", 1}, {"violin", 1}}, .length = 2
    };
    WordStatistics statistics({"zebra", "piano", "zebra"});
    statistics.add(long_chunk);
    statistics.add(short_chunk);
    ASSERT_EQ(statistics.words().size(), 2U);
    // Two chunks of 2.5 words on average; `zebra` is in both, `piano` in one.
    const double zebra = std::log(1 + 0.5 / 2.5);
    const double piano = std::log(1 + 1.5 / 1.5);
    EXPECT_DOUBLE_EQ(statistics.inverse_document_frequency(0), zebra);
    EXPECT_DOUBLE_EQ(statistics.inverse_document_frequency(1), piano);
    const double long_share = 1.2 * (0.25 + 0.75 * 3 / 2.5);
    const double short_share = 1.2 * (0.25 + 0.75 * 2 / 2.5);
    const double expected = zebra * 2 * 2.2 / (2 + long_share) + piano * 2.2 / (1 + long_share);
    EXPECT_NEAR(statistics.score(long_chunk).value(), expected, 1e-12);
    EXPECT_NEAR(statistics.score(short_chunk).value(), zebra * 2.2 / (1 + short_share), 1e-12);
    EXPECT_EQ(statistics.score(short_chunk, 1), 0);
    EXPECT_FALSE(WordStatistics({"kitten"}).score(long_chunk).has_value());
}

}  // namespace
}  // namespace lectern::backends::memory
