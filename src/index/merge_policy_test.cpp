#include "index/merge_policy.hpp"

#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::index {
namespace {

constexpr MergePolicy policy{
    .fan_in = 4, .smallest_tier = 10, .largest = 100'000, .most_deleted = 0.3
};

SegmentShape of(std::uint64_t chunks) { return {.chunks = chunks, .live_chunks = chunks}; }

TEST(MergePolicy, MergesOnceATierIsFull) {
    std::vector<SegmentShape> segments{of(5), of(900), of(9), of(1)};
    EXPECT_TRUE(choose_merge(segments, policy).empty());
    segments.push_back(of(30));
    EXPECT_EQ(choose_merge(segments, policy), (std::vector<std::size_t>{0, 2, 3, 4}));
}

TEST(MergePolicy, RewritesASegmentWithManyDeletions) {
    const std::vector<SegmentShape> segments{of(100), {.chunks = 100, .live_chunks = 69}};
    EXPECT_EQ(choose_merge(segments, policy), (std::vector<std::size_t>{1}));
    EXPECT_TRUE(
        choose_merge(std::vector<SegmentShape>{{.chunks = 100, .live_chunks = 70}}, policy).empty()
    );
}

TEST(MergePolicy, RewritesASegmentThatLacksItsGraph) {
    const std::vector<SegmentShape> segments{
        {.chunks = 100, .live_chunks = 100, .lacks_graph = true}
    };
    EXPECT_EQ(choose_merge(segments, policy), (std::vector<std::size_t>{0}));
}

TEST(MergePolicy, LeavesLargeSegmentsAlone) {
    const std::vector<SegmentShape> segments(8, of(25'001));
    EXPECT_TRUE(choose_merge(segments, policy).empty());
}

// Chunks are written a number of times that is logarithmic in how many there are.
RC_GTEST_PROP(MergePolicyProperty, WritesEachChunkFewTimesAndKeepsFewSegments, ()) {
    const auto arriving =
        *rc::gen::container<std::vector<std::uint16_t>>(rc::gen::inRange<std::uint16_t>(1, 50));
    std::vector<SegmentShape> segments;
    std::uint64_t written = 0;
    for (const auto chunks : arriving) {
        segments.push_back(of(chunks));
        for (auto chosen = choose_merge(segments, policy); !chosen.empty();
             chosen = choose_merge(segments, policy)) {
            SegmentShape merged;
            for (auto place = chosen.rbegin(); place != chosen.rend(); ++place) {
                merged.chunks += segments[*place].chunks;
                segments.erase(segments.begin() + static_cast<std::ptrdiff_t>(*place));
            }
            merged.live_chunks = merged.chunks;
            written += merged.chunks;
            segments.push_back(merged);
        }
    }
    const auto all = std::accumulate(arriving.begin(), arriving.end(), std::uint64_t{0});
    RC_ASSERT(written <= all * 8);
    RC_ASSERT(segments.size() <= 3U * 8U);
}

}  // namespace
}  // namespace lectern::index
