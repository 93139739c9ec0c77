#include "backends/embedders/workspace_pool.hpp"

#include <chrono>
#include <optional>
#include <stop_token>
#include <thread>

#include <gtest/gtest.h>

namespace lectern::backends::embedders {
namespace {

using Urgency = WorkspacePool::Urgency;

RequestContext impatient() { return {.deadline = std::chrono::steady_clock::now()}; }

TEST(WorkspacePool, KeepsOnePlaceForUrgentWork) {
    WorkspacePool pool(1);
    const auto bulk = pool.borrow({}, Urgency::bulk);
    ASSERT_TRUE(bulk);
    const auto more = pool.borrow(impatient(), Urgency::bulk);
    ASSERT_FALSE(more);
    EXPECT_EQ(more.error().code, ErrorCode::deadline_exceeded);

    const auto urgent = pool.borrow(impatient(), Urgency::urgent);
    EXPECT_TRUE(urgent);
    EXPECT_FALSE(pool.borrow(impatient(), Urgency::urgent));
}

TEST(WorkspacePool, GivesUrgentWorkAnyPlace) {
    WorkspacePool pool(2);
    const auto first = pool.borrow(impatient(), Urgency::urgent);
    const auto second = pool.borrow(impatient(), Urgency::urgent);
    const auto third = pool.borrow(impatient(), Urgency::urgent);
    EXPECT_TRUE(first && second && third);
    EXPECT_FALSE(pool.borrow(impatient(), Urgency::urgent));
}

TEST(WorkspacePool, GetsBackTheKindOfPlaceThatItGave) {
    WorkspacePool pool(1);
    for (int round = 0; round < 3; ++round) {
        const auto bulk = pool.borrow(impatient(), Urgency::bulk);
        EXPECT_TRUE(bulk);
        const auto urgent = pool.borrow(impatient(), Urgency::urgent);
        EXPECT_TRUE(urgent);
    }
    const auto urgent = pool.borrow(impatient(), Urgency::urgent);
    EXPECT_FALSE(pool.borrow(impatient(), Urgency::bulk)) << "the only bulk place is taken";
}

TEST(WorkspacePool, HandsTheSameBuffersOutAgain) {
    WorkspacePool pool(1);
    const embedding::Model::Workspace* first = nullptr;
    {
        auto lease = pool.borrow({}, Urgency::bulk);
        ASSERT_TRUE(lease);
        first = &lease->workspace();
    }
    auto lease = pool.borrow({}, Urgency::bulk);
    ASSERT_TRUE(lease);
    EXPECT_EQ(&lease->workspace(), first);
}

TEST(WorkspacePool, WakesAWaiterWhenAPlaceIsFreed) {
    WorkspacePool pool(1);
    auto held = std::make_optional(pool.borrow({}, Urgency::bulk));
    bool got = false;
    std::jthread waiter([&] { got = pool.borrow({}, Urgency::bulk).has_value(); });
    held.reset();
    waiter.join();
    EXPECT_TRUE(got);
}

TEST(WorkspacePool, EndsTheWaitWhenTheCallerLeaves) {
    WorkspacePool pool(1);
    const auto held = pool.borrow({}, Urgency::bulk);
    std::stop_source stop;
    std::optional<Result<WorkspacePool::Lease>> result;
    std::jthread waiter([&] {
        result.emplace(pool.borrow({.stop = stop.get_token()}, Urgency::bulk));
    });
    stop.request_stop();
    waiter.join();
    ASSERT_FALSE(*result);
    EXPECT_EQ(result->error().code, ErrorCode::cancelled);
}

}  // namespace
}  // namespace lectern::backends::embedders
