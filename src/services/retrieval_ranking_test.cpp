#include "services/retrieval_ranking.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::services {
namespace {

constexpr double rank_constant = 60;

domain::RankedLeg make_leg(domain::Leg leg, const std::vector<std::uint32_t>& ordinals) {
    domain::RankedLeg ranked{.leg = leg};
    std::set<std::uint32_t> seen;
    for (const std::uint32_t ordinal : ordinals) {
        if (!seen.insert(ordinal).second) continue;
        const auto place = static_cast<double>(ranked.hits.size());
        ranked.hits.push_back(
            {.dataset = {"d"}, .chunk{.document = {"x"}, .ordinal = ordinal}, .score = 100 - place}
        );
    }
    return ranked;
}

std::vector<std::uint32_t> ordinals(const std::vector<domain::FusedHit>& hits) {
    std::vector<std::uint32_t> found;
    for (const domain::FusedHit& hit : hits) found.push_back(hit.chunk.ordinal);
    return found;
}

domain::RankedLeg cut(domain::RankedLeg leg, std::size_t depth) {
    leg.hits.resize(std::min(depth, leg.hits.size()));
    return leg;
}

RC_GTEST_PROP(
    RetrievalRanking,
    AskingDeeperOnlyAddsAtTheEnd,
    (std::vector<std::uint8_t> first, std::vector<std::uint8_t> second)
) {
    const auto a = make_leg(domain::Leg::lexical, {first.begin(), first.end()});
    const auto b = make_leg(domain::Leg::vector, {second.begin(), second.end()});
    const std::size_t base = 4;
    std::vector<std::uint32_t> before;
    for (const std::size_t depth : {4U, 8U, 16U, 32U, 64U}) {
        const auto now = ordinals(rank({cut(a, depth), cut(b, depth)}, false, base, rank_constant));
        RC_ASSERT(now.size() >= before.size());
        RC_ASSERT(std::equal(before.begin(), before.end(), now.begin()));
        before = now;
    }
}

RC_GTEST_PROP(
    RetrievalRanking,
    EveryHitIsRankedOnceAndItsSharesAddUp,
    (std::vector<std::uint8_t> first, std::vector<std::uint8_t> second)
) {
    const auto a = make_leg(domain::Leg::lexical, {first.begin(), first.end()});
    const auto b = make_leg(domain::Leg::vector, {second.begin(), second.end()});
    const auto ranking = rank({a, b}, false, 4, rank_constant);
    std::set<std::uint32_t> expected(first.begin(), first.end());
    expected.insert(second.begin(), second.end());
    const auto found = ordinals(ranking);
    RC_ASSERT(std::set(found.begin(), found.end()) == expected);
    RC_ASSERT(found.size() == expected.size());
    for (const domain::FusedHit& hit : ranking) {
        double sum = 0;
        for (const domain::Contribution& part : hit.contributions) {
            RC_ASSERT(std::abs(part.fused - part.weight / (rank_constant + part.rank)) < 1e-12);
            sum += part.fused;
        }
        RC_ASSERT(std::abs(sum - hit.score) < 1e-12);
    }
}

TEST(RetrievalRanking, ASingleLegKeepsItsOrderAndScores) {
    const auto leg = make_leg(domain::Leg::lexical, {3, 1, 2});
    const auto ranking = rank({leg}, true, 2, rank_constant);
    EXPECT_EQ(ordinals(ranking), (std::vector<std::uint32_t>{3, 1, 2}));
    EXPECT_EQ(ranking[1].score, 99);
    ASSERT_EQ(ranking[1].contributions.size(), 1U);
    EXPECT_EQ(ranking[1].contributions[0].rank, 2U);
    EXPECT_EQ(ranking[1].contributions[0].fused, ranking[1].score);
}

TEST(RetrievalRanking, NoLegsRankNothing) {
    EXPECT_TRUE(rank({}, false, 4, rank_constant).empty());
}

TEST(RetrievalRanking, DepthHoldsThePageAndOneMore) {
    EXPECT_EQ(leg_depth(20, 0, 10, 10'000), 20U);
    EXPECT_EQ(leg_depth(20, 9, 10, 10'000), 20U);
    EXPECT_EQ(leg_depth(20, 10, 10, 10'000), 40U);
    EXPECT_EQ(leg_depth(100, 390, 10, 10'000), 800U);
    EXPECT_EQ(leg_depth(100, 9'990, 10, 10'000), 10'000U);
}

TEST(RetrievalRanking, ATotalOfSeveralLegsIsExactOnlyWhenAllWereReadToTheEnd) {
    domain::LegResult few{.hits = std::vector<domain::LegHit>(3), .total = {.value = 3}};
    domain::LegResult full{.hits = std::vector<domain::LegHit>(10), .total = {.value = 70}};
    EXPECT_EQ(count_total({&few}, 10, 3), (domain::Total{.value = 3, .exact = true}));
    EXPECT_EQ(count_total({&full}, 10, 10), (domain::Total{.value = 70, .exact = true}));
    EXPECT_EQ(count_total({&few, &few}, 10, 5), (domain::Total{.value = 5, .exact = true}));
    EXPECT_EQ(count_total({&few, &full}, 10, 12), (domain::Total{.value = 70, .exact = false}));
}

}  // namespace
}  // namespace lectern::services
