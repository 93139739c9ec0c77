#include "access/limiter.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace lectern::access {
namespace {

using namespace std::chrono_literals;

constexpr SteadyTime start{1h};

Principal caller(std::string tenant, std::string key) {
    return {.tenant = {std::move(tenant)}, .subject = "ann", .key = {std::move(key)}};
}

// Lets operations of the caller end at once, as many as may come now.
int pass(Limiter& limiter, const Principal& principal, SteadyTime now, int tries = 100) {
    int passed = 0;
    for (int i = 0; i < tries; ++i) passed += limiter.take(principal, now).exceeded ? 0 : 1;
    return passed;
}

TEST(Limiter, WithoutLimitsEverythingPasses) {
    Limiter limiter({});
    EXPECT_EQ(pass(limiter, caller("a", "k"), start), 100);
    EXPECT_FALSE(limiter.take(caller("a", "k"), start).quota);
}

TEST(Limiter, EachKeyHasItsOwnRate) {
    Limiter limiter({.key = {.rate = {.per_second = 1, .burst = 5}}});
    EXPECT_EQ(pass(limiter, caller("a", "k1"), start), 5);
    EXPECT_EQ(pass(limiter, caller("a", "k2"), start), 5);
    EXPECT_EQ(pass(limiter, caller("a", "k1"), start + 2s), 2);
}

TEST(Limiter, SubjectsOfTokensAreToldApartByTenant) {
    Limiter limiter({.key = {.rate = {.per_second = 1, .burst = 5}}});
    const Principal ann{.tenant = {"a"}, .subject = "ann"};
    const Principal other_ann{.tenant = {"b"}, .subject = "ann"};
    const Principal bob{.tenant = {"a"}, .subject = "bob"};
    for (const Principal& principal : {ann, other_ann, bob})
        EXPECT_EQ(pass(limiter, principal, start), 5);
    EXPECT_EQ(pass(limiter, ann, start), 0);
}

TEST(Limiter, KeysOfATenantShareItsRate) {
    Limiter limiter({.tenant = {.rate = {.per_second = 1, .burst = 7}}});
    EXPECT_EQ(pass(limiter, caller("a", "k1"), start, 4), 4);
    EXPECT_EQ(pass(limiter, caller("a", "k2"), start), 3);
    EXPECT_EQ(pass(limiter, caller("b", "k3"), start), 7);
    const auto refused = limiter.take(caller("a", "k1"), start);
    EXPECT_EQ(refused.exceeded, Limiter::Bound::rate);
    EXPECT_TRUE(refused.by_tenant);
    EXPECT_EQ(refused.wait, 1s);
}

TEST(Limiter, WhatTheTenantIsRefusedDoesNotUseUpTheKey) {
    Limiter limiter(
        {.key = {.rate = {.per_second = 1, .burst = 5}},
         .tenant = {.rate = {.per_second = 1000, .burst = 5}}}
    );
    EXPECT_EQ(pass(limiter, caller("a", "k1"), start), 5);
    EXPECT_EQ(pass(limiter, caller("a", "k2"), start), 0);
    EXPECT_EQ(pass(limiter, caller("a", "k2"), start + 1s), 5);
}

TEST(Limiter, TellsTheTighterQuota) {
    Limiter limiter(
        {.key = {.rate = {.per_second = 1, .burst = 10}},
         .tenant = {.rate = {.per_second = 1, .burst = 12}}}
    );
    EXPECT_EQ(limiter.take(caller("a", "k1"), start).quota->remaining, 9U);
    for (int i = 0; i < 5; ++i) (void)limiter.take(caller("a", "k2"), start);
    const auto quota = limiter.take(caller("a", "k1"), start).quota;
    ASSERT_TRUE(quota);
    EXPECT_EQ(quota->limit, 12U);
    EXPECT_EQ(quota->remaining, 5U);
}

TEST(Limiter, CountsOperationsUnderWay) {
    Limiter limiter({.key = {.concurrent = 2}, .tenant = {.concurrent = 3}});
    auto first = limiter.take(caller("a", "k1"), start);
    auto second = limiter.take(caller("a", "k1"), start);
    const auto third = limiter.take(caller("a", "k1"), start);
    EXPECT_EQ(third.exceeded, Limiter::Bound::concurrency);
    EXPECT_FALSE(third.by_tenant);
    EXPECT_GT(third.wait, 0ns);

    auto other = limiter.take(caller("a", "k2"), start);
    EXPECT_FALSE(other.exceeded);
    EXPECT_TRUE(limiter.take(caller("a", "k2"), start).by_tenant);

    first.hold = {};
    EXPECT_FALSE(limiter.take(caller("a", "k1"), start).exceeded);
    {
        const Limiter::Hold moved = std::move(second.hold);
    }
    EXPECT_FALSE(limiter.take(caller("a", "k1"), start).exceeded);
}

TEST(Limiter, RefusedConcurrencyUsesUpNoRate) {
    Limiter limiter({.key = {.rate = {.per_second = 1, .burst = 3}, .concurrent = 1}});
    {
        const auto hold = limiter.take(caller("a", "k"), start);
        EXPECT_EQ(pass(limiter, caller("a", "k"), start), 0);
    }
    EXPECT_EQ(pass(limiter, caller("a", "k"), start), 2);
}

TEST(Limiter, ForgetsWhoWasQuietForLongest) {
    Limiter limiter({.key = {.rate = {.per_second = 1, .burst = 5}}, .max_callers = 10});
    EXPECT_EQ(pass(limiter, caller("a", "busy"), start), 5);
    for (int i = 0; i < 1000; ++i) {
        (void)limiter.take(caller("a", "k" + std::to_string(i)), start);
        EXPECT_EQ(pass(limiter, caller("a", "busy"), start, 1), 0) << "still remembered";
        EXPECT_LE(limiter.size(), 10U);
    }
}

TEST(Limiter, DoesNotForgetOperationsUnderWay) {
    Limiter limiter({.key = {.concurrent = 1}, .max_callers = 2});
    const auto hold = limiter.take(caller("a", "slow"), start);
    for (int i = 0; i < 1000; ++i)
        (void)limiter.take(caller("b" + std::to_string(i), "k" + std::to_string(i)), start);
    EXPECT_TRUE(limiter.take(caller("a", "slow"), start).exceeded);
    EXPECT_LE(limiter.size(), 4U);
}

TEST(Limiter, HoldsItsBoundsAmongThreads) {
    Limiter limiter({.key = {.rate = {.per_second = 0.001, .burst = 500}, .concurrent = 3}});
    std::atomic<int> passed = 0;
    std::atomic<int> under_way = 0;
    std::atomic<int> most = 0;
    const auto work = [&] {
        for (int i = 0; i < 2'000; ++i) {
            const auto verdict = limiter.take(caller("a", "k"), start);
            if (verdict.exceeded) continue;
            ++passed;
            const int now = ++under_way;
            for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) continue;
            --under_way;
        }
    };
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back(work);
    threads.clear();
    EXPECT_EQ(passed, 500);
    EXPECT_LE(most, 3);
}

}  // namespace
}  // namespace lectern::access
