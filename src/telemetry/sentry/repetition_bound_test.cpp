#include "telemetry/sentry/repetition_bound.hpp"

#include <gtest/gtest.h>

namespace lectern::telemetry::sentry {
namespace {

using std::chrono::milliseconds;

constexpr RepetitionBound::Time start{std::chrono::hours{1}};

TEST(RepetitionBound, LetsSoManyThroughAndTellsHowManyWereLeftOut) {
    RepetitionBound bound({.reports = 2, .stretch = milliseconds{1000}});
    EXPECT_EQ(bound.admit("a", start), 0U);
    EXPECT_EQ(bound.admit("a", start + milliseconds{1}), 0U);
    EXPECT_EQ(bound.admit("a", start + milliseconds{2}), std::nullopt);
    EXPECT_EQ(bound.admit("a", start + milliseconds{999}), std::nullopt);
    EXPECT_EQ(bound.admit("a", start + milliseconds{1000}), 2U);
    EXPECT_EQ(bound.admit("a", start + milliseconds{1001}), 0U);
    EXPECT_EQ(bound.admit("a", start + milliseconds{1002}), std::nullopt);
}

TEST(RepetitionBound, CountsEveryKindByItself) {
    RepetitionBound bound({.reports = 1, .stretch = milliseconds{1000}});
    EXPECT_EQ(bound.admit("a", start), 0U);
    EXPECT_EQ(bound.admit("b", start), 0U);
    EXPECT_EQ(bound.admit("a", start), std::nullopt);
}

TEST(RepetitionBound, ForgetsTheKindThatCameLeastRecently) {
    RepetitionBound bound({.reports = 1, .stretch = milliseconds{1000}, .kinds = 2});
    EXPECT_EQ(bound.admit("a", start), 0U);
    EXPECT_EQ(bound.admit("b", start), 0U);
    EXPECT_EQ(bound.admit("a", start), std::nullopt);
    EXPECT_EQ(bound.admit("c", start), 0U);
    EXPECT_EQ(bound.admit("b", start), 0U);
}

}  // namespace
}  // namespace lectern::telemetry::sentry
