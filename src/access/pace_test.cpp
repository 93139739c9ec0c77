#include "access/pace.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::access {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr SteadyTime start{1h};

TEST(Pace, LetsABurstPassAndThenOneAnInterval) {
    Pace pace({.per_second = 10, .burst = 3});
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(pace.wait(start), 0ns) << i;
        pace.take(start);
    }
    EXPECT_EQ(pace.wait(start), 100ms);
    EXPECT_EQ(pace.wait(start + 99ms), 1ms);
    EXPECT_EQ(pace.wait(start + 100ms), 0ns);
    pace.take(start + 100ms);
    EXPECT_EQ(pace.wait(start + 100ms), 100ms);
}

TEST(Pace, TellsWhatIsLeft) {
    Pace pace({.per_second = 2, .burst = 10});
    EXPECT_EQ(pace.quota(start)->remaining, 10U);
    EXPECT_EQ(pace.quota(start)->reset, 0s);
    for (int i = 0; i < 4; ++i) pace.take(start);
    const auto quota = pace.quota(start);
    ASSERT_TRUE(quota);
    EXPECT_EQ(quota->limit, 10U);
    EXPECT_EQ(quota->remaining, 6U);
    EXPECT_EQ(quota->reset, 2s);
    EXPECT_EQ(quota->window, 5s);
    EXPECT_EQ(pace.quota(start + 499ms)->remaining, 6U);
    EXPECT_EQ(pace.quota(start + 500ms)->remaining, 7U);
    for (int i = 0; i < 20; ++i) pace.take(start);
    EXPECT_EQ(pace.quota(start)->remaining, 0U);
}

TEST(Pace, WithoutRateThereIsNoLimit) {
    Pace pace({.per_second = 0, .burst = 1});
    for (int i = 0; i < 1000; ++i) pace.take(start);
    EXPECT_EQ(pace.wait(start), 0ns);
    EXPECT_FALSE(pace.quota(start));
}

TEST(Pace, BurstIsWhatComesInASecondUnlessSaid) {
    EXPECT_EQ(Pace({.per_second = 25}).quota(start)->limit, 25U);
    EXPECT_EQ(Pace({.per_second = 0.1}).quota(start)->limit, 1U);
}

TEST(Pace, RefusesRatesOutOfRange) {
    EXPECT_TRUE(validate(RateLimit{}, "x"));
    EXPECT_TRUE(validate(RateLimit{.per_second = 1e6, .burst = 1'000'000}, "x"));
    EXPECT_TRUE(validate(RateLimit{.per_second = 0.001, .burst = 1'000'000}, "x"));
    for (const double rate : {-1.0, 0.0001, 1e7, std::numeric_limits<double>::quiet_NaN()})
        EXPECT_FALSE(validate(RateLimit{.per_second = rate}, "x")) << rate;
    EXPECT_FALSE(validate(RateLimit{.per_second = 1, .burst = 1'000'001}, "x"));
}

// The slowest rate with the largest burst does not overflow.
TEST(Pace, ExtremesStayInRange) {
    Pace pace({.per_second = 0.001, .burst = 1'000'000});
    for (int i = 0; i < 1'000'000; ++i) pace.take(start);
    EXPECT_EQ(pace.wait(start), 1000s);
    EXPECT_EQ(pace.quota(start)->remaining, 0U);
}

struct Run {
    RateLimit limit{};
    std::vector<SteadyTime> passed{};
};

// Somebody who tries at random times, as often as they like.
Run try_at_random() {
    const auto rate = *rc::gen::map(rc::gen::inRange(1, 200'000), [](int tenths) {
        return static_cast<double>(tenths) / 10;
    });
    Run run{.limit = {.per_second = rate, .burst = *rc::gen::inRange<std::uint64_t>(1, 20)}};
    const auto span = static_cast<int>(3e9 / rate);
    const auto gaps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, span));
    Pace pace(run.limit);
    SteadyTime now = start;
    for (const int gap : gaps) {
        now += nanoseconds(gap);
        while (pace.wait(now).count() == 0) {
            pace.take(now);
            run.passed.push_back(now);
        }
    }
    return run;
}

RC_GTEST_PROP(Pace, NeverPassesMoreThanBurstAndRateInAnyWindow, ()) {
    const Run run = try_at_random();
    for (std::size_t first = 0; first < run.passed.size(); ++first) {
        for (std::size_t last = first; last < run.passed.size(); ++last) {
            const double seconds =
                std::chrono::duration<double>(run.passed[last] - run.passed[first]).count();
            const double most =
                static_cast<double>(run.limit.burst) + run.limit.per_second * seconds;
            RC_ASSERT(static_cast<double>(last - first + 1) <= most + 1e-6);
        }
    }
}

RC_GTEST_PROP(Pace, WhoWaitsAsToldPasses, ()) {
    const RateLimit limit{
        .per_second = static_cast<double>(*rc::gen::inRange(1, 100'000)),
        .burst = *rc::gen::inRange<std::uint64_t>(1, 50),
    };
    Pace pace(limit);
    const auto taken = *rc::gen::inRange(0, 200);
    for (int i = 0; i < taken; ++i) pace.take(start);
    const auto wait = pace.wait(start);
    RC_ASSERT(pace.wait(start + wait).count() == 0);
    if (wait.count() > 0) RC_ASSERT(pace.wait(start + wait - 1ns).count() == 1);
}

}  // namespace
}  // namespace lectern::access
