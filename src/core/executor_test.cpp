#include "core/executor.hpp"

#include <atomic>
#include <latch>

#include <gtest/gtest.h>

namespace lectern {
namespace {

TEST(Executor, RunsEverythingThatItTook) {
    std::atomic<int> ran = 0;
    {
        Executor executor({.name = "test", .threads = 3, .queue_capacity = 1000});
        for (int i = 0; i < 500; ++i) ASSERT_TRUE(executor.submit([&ran] { ++ran; }));
    }
    EXPECT_EQ(ran, 500);
}

TEST(Executor, RefusesAtOnceWhenFull) {
    Executor executor({.name = "test", .threads = 1, .queue_capacity = 2});
    std::latch started(1);
    std::latch release(1);
    ASSERT_TRUE(executor.submit([&] {
        started.count_down();
        release.wait();
    }));
    started.wait();
    ASSERT_TRUE(executor.submit([] {}));
    ASSERT_TRUE(executor.submit([] {}));
    EXPECT_EQ(executor.queued(), 2U);

    const auto refused = executor.submit([] {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::resource_exhausted);
    EXPECT_TRUE(refused.error().retry_after.has_value());
    release.count_down();
}

TEST(Executor, RunsWhatIsQueuedAndRefusesMoreWhenShutDown) {
    std::atomic<int> ran = 0;
    Executor executor({.name = "test", .threads = 1, .queue_capacity = 100});
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(executor.submit([&ran] { ++ran; }));
    executor.shut_down();
    EXPECT_EQ(ran, 50);
    EXPECT_EQ(executor.submit([] {}).error().code, ErrorCode::unavailable);
}

}  // namespace
}  // namespace lectern
