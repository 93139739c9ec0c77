#include "domain/fusion.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::domain {
namespace {

LegHit hit(const std::string& document, double score = 1) {
    return {.dataset = {"docs"}, .chunk = {.document = {document}, .version = 1}, .score = score};
}

std::vector<std::string> order(const std::vector<FusedHit>& hits) {
    std::vector<std::string> documents;
    for (const FusedHit& fused : hits) documents.push_back(fused.chunk.document.value);
    return documents;
}

TEST(Fusion, AddsReciprocalRanks) {
    const auto hits = fuse_by_reciprocal_rank({
        {.leg = Leg::lexical, .weight = 1, .hits = {hit("a", 9), hit("b", 8)}},
        {.leg = Leg::vector, .weight = 0.5, .hits = {hit("b", 0.7), hit("c", 0.6)}},
    });
    EXPECT_EQ(order(hits), (std::vector<std::string>{"b", "a", "c"}));
    EXPECT_DOUBLE_EQ(hits[0].score, 1.0 / 62 + 0.5 / 61);
    ASSERT_EQ(hits[0].contributions.size(), 2U);
    EXPECT_EQ(hits[0].contributions[0], (Contribution{Leg::lexical, 2, 8, 1, 1.0 / 62}));
    EXPECT_EQ(hits[0].contributions[1], (Contribution{Leg::vector, 1, 0.7, 0.5, 0.5 / 61}));
}

TEST(Fusion, KeepsOneLegAsItWas) {
    const auto hits =
        fuse_by_reciprocal_rank({{.leg = Leg::lexical, .hits = {hit("c"), hit("a"), hit("b")}}});
    EXPECT_EQ(order(hits), (std::vector<std::string>{"c", "a", "b"}));
}

TEST(Fusion, OrdersTiesByChunk) {
    const auto hits = fuse_by_reciprocal_rank({
        {.leg = Leg::lexical, .hits = {hit("b")}},
        {.leg = Leg::vector, .hits = {hit("a")}},
    });
    EXPECT_EQ(order(hits), (std::vector<std::string>{"a", "b"}));
}

RC_GTEST_PROP(
    Fusion,
    ScoresAreTheSumsOfTheirContributions,
    (std::vector<std::uint8_t> first, std::vector<std::uint8_t> second)
) {
    const auto leg = [](Leg name, std::vector<std::uint8_t> documents) {
        std::ranges::sort(documents);
        documents.erase(std::ranges::unique(documents).begin(), documents.end());
        RankedLeg ranked{.leg = name};
        for (const auto document : documents) ranked.hits.push_back(hit(std::to_string(document)));
        return ranked;
    };
    const auto hits = fuse_by_reciprocal_rank({leg(Leg::lexical, first), leg(Leg::vector, second)});
    double before = 2;
    for (const FusedHit& fused : hits) {
        double sum = 0;
        for (const Contribution& part : fused.contributions) sum += part.fused;
        RC_ASSERT(fused.score == sum);
        RC_ASSERT(fused.score <= before);
        before = fused.score;
    }
}

}  // namespace
}  // namespace lectern::domain
