#include "domain/job.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::domain {
namespace {

TEST(JobState, FollowsFromTheCounts) {
    EXPECT_EQ(derive_state({.total = 3}, false), JobState::queued);
    EXPECT_EQ(derive_state({.total = 3}, true), JobState::running);
    EXPECT_EQ(derive_state({.total = 3, .indexed = 2, .failed = 0}, true), JobState::running);
    EXPECT_EQ(derive_state({.total = 3, .indexed = 3}, true), JobState::succeeded);
    EXPECT_EQ(derive_state({.total = 3, .failed = 3}, true), JobState::failed);
    EXPECT_EQ(
        derive_state({.total = 3, .indexed = 1, .failed = 2}, true), JobState::partially_failed
    );
    EXPECT_EQ(
        derive_state({.total = 3, .indexed = 1, .failed = 1, .cancelled = 1}, true),
        JobState::cancelled
    );
    EXPECT_EQ(derive_state({.total = 3, .cancelled = 3}, false), JobState::cancelled);
}

RC_GTEST_PROP(
    JobState,
    IsFinalExactlyWhenEveryItemIs,
    (std::uint8_t indexed, std::uint8_t failed, std::uint8_t open)
) {
    const JobCounts counts{
        .total = std::uint64_t{indexed} + failed + open,
        .indexed = indexed,
        .failed = failed,
    };
    RC_ASSERT(is_final(derive_state(counts, true)) == (open == 0));
}

TEST(ItemState, NeverLeavesAnEndState) {
    for (const auto end : {ItemState::indexed, ItemState::failed, ItemState::cancelled}) {
        EXPECT_FALSE(may_advance(end, ItemState::extracted));
        EXPECT_FALSE(may_advance(end, end));
    }
}

TEST(ItemState, StartsAgainAtTheFrontWhenRetried) {
    EXPECT_TRUE(may_advance(ItemState::linked, ItemState::extracted));
    EXPECT_TRUE(may_advance(ItemState::accepted, ItemState::indexed));
    EXPECT_FALSE(may_advance(ItemState::linked, ItemState::accepted));
}

TEST(JobEnums, ComeBackByName) {
    for (int i = 0; i <= static_cast<int>(JobState::cancelled); ++i) {
        const auto state = static_cast<JobState>(i);
        EXPECT_EQ(parse_job_state(to_string(state)), state);
    }
    for (int i = 0; i <= static_cast<int>(ItemState::cancelled); ++i) {
        const auto state = static_cast<ItemState>(i);
        EXPECT_EQ(parse_item_state(to_string(state)), state);
    }
    for (int i = 0; i <= static_cast<int>(IngestStage::index); ++i) {
        const auto stage = static_cast<IngestStage>(i);
        EXPECT_EQ(parse_ingest_stage(to_string(stage)), stage);
    }
    EXPECT_EQ(parse_priority("high"), Priority::high);
    EXPECT_FALSE(parse_priority("urgent"));
}

}  // namespace
}  // namespace lectern::domain
