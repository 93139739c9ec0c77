#include "services/parallel.hpp"

#include <atomic>
#include <latch>
#include <thread>

#include <gtest/gtest.h>

namespace lectern::services {
namespace {

TEST(Parallel, RunsEveryTaskOnce) {
    Executor executor({.name = "test", .threads = 3});
    for (int round = 0; round < 200; ++round) {
        std::vector<std::atomic<int>> runs(5);
        std::vector<std::function<void()>> tasks;
        for (auto& run : runs) tasks.emplace_back([&run] { ++run; });
        run_all(executor, tasks);
        for (const auto& run : runs) ASSERT_EQ(run, 1);
    }
}

TEST(Parallel, RunsTasksSideBySide) {
    Executor executor({.name = "test", .threads = 1});
    std::latch both(2);  // passes only when two tasks run at the same time
    const auto meet = [&both] { both.arrive_and_wait(); };
    run_all(executor, {meet, meet});
    EXPECT_TRUE(both.try_wait());
}

TEST(Parallel, DoesNotWaitForABusyExecutor) {
    Executor executor({.name = "test", .threads = 1, .queue_capacity = 1});
    std::latch release(1);
    std::latch begun(1);
    ASSERT_TRUE(executor.submit([&] {
        begun.count_down();
        release.wait();
    }));
    begun.wait();
    int runs = 0;
    const auto count = [&runs] { ++runs; };
    run_all(executor, {count, count, count});  // one fits the queue, the next does not
    EXPECT_EQ(runs, 3);
    release.count_down();
}

TEST(Parallel, NoTasksAreDoneAtOnce) {
    Executor executor({.name = "test"});
    run_all(executor, {});
    EXPECT_EQ(executor.queued(), 0U);
}

}  // namespace
}  // namespace lectern::services
