#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

class JobEventsSuite : public StoreSuite {
  protected:
    static domain::JobEvent event_of(const std::string& job, std::uint64_t indexed = 0) {
        domain::JobEvent event;
        event.job = {job};
        event.type = "job.progress";
        event.state = domain::JobState::running;
        event.counts = {.total = 1'000'000, .indexed = indexed};
        event.at = Timestamp{std::chrono::milliseconds{1'700'000'000'123}};
        return event;
    }

    void publish(const std::vector<domain::JobEvent>& events) {
        must(store().events().publish(acme_, events));
    }

    std::vector<domain::JobEvent> read(
        const std::string& job, std::uint64_t after = 0, std::size_t limit = 100'000
    ) {
        return must(store().events().read(acme_, {job}, after, limit));
    }
};

TEST_P(JobEventsSuite, ForgetsWhatHappenedToAJob) {
    publish({event_of("job_1"), event_of("job_2")});
    const std::vector<JobId> jobs{{"job_1"}, {"job_absent"}};
    must(store().events().forget(acme_, jobs));
    EXPECT_TRUE(read("job_1").empty());
    const auto kept = read("job_2");
    ASSERT_EQ(kept.size(), 1U);
    publish({event_of("job_1")});
    ASSERT_EQ(read("job_1").size(), 1U);
    EXPECT_GT(read("job_1").front().id, kept.front().id);
}

TEST_P(JobEventsSuite, KeepsWhatWasPublishedAndNumbersIt) {
    domain::JobEvent failed = event_of("job_1", 3);
    failed.id = 77;  // The store's to assign.
    failed.type = "item.failed";
    failed.counts = {.total = 9, .indexed = 3, .failed = 1, .cancelled = 2};
    failed.item = domain::JobItem{
        .job = {"job_1"},
        .ordinal = 4,
        .document = {"d"},
        .version = 12,
        .state = domain::ItemState::failed,
        .superseded = true,
        .failure =
            domain::ItemFailure{
                .code = ErrorCode::unavailable,
                .reason = "gone",
                .stage = domain::IngestStage::embed
            },
        .updated_at = failed.at,
    };
    const std::vector<domain::JobEvent> events{event_of("job_1", 2), failed};
    publish(events);
    const auto found = read("job_1");
    ASSERT_EQ(found.size(), 2U);
    EXPECT_GT(found[0].id, 0U);
    EXPECT_LT(found[0].id, found[1].id);
    for (std::size_t i = 0; i < 2; ++i) {
        domain::JobEvent expected = events[i];
        expected.id = found[i].id;
        EXPECT_EQ(found[i], expected);
    }
}

TEST_P(JobEventsSuite, IdsGrowOverAllJobs) {
    publish({event_of("job_1")});
    publish({event_of("job_2")});
    publish({event_of("job_1")});
    EXPECT_LT(read("job_1")[0].id, read("job_2")[0].id);
    EXPECT_LT(read("job_2")[0].id, read("job_1")[1].id);
}

TEST_P(JobEventsSuite, ReadsOneJobsEventsAboveAnIdInParts) {
    std::vector<domain::JobEvent> events;
    for (std::uint64_t i = 0; i < 5; ++i) {
        events.push_back(event_of("job_1", i));
        events.push_back(event_of("job_2", i));
    }
    publish(events);
    std::vector<std::uint64_t> seen;
    std::uint64_t after = 0;
    for (auto part = read("job_1", after, 2); !part.empty(); part = read("job_1", after, 2)) {
        EXPECT_LE(part.size(), 2U);
        for (const domain::JobEvent& event : part) seen.push_back(event.counts.indexed);
        after = part.back().id;
    }
    EXPECT_EQ(seen, (std::vector<std::uint64_t>{0, 1, 2, 3, 4}));
    EXPECT_TRUE(read("job_absent").empty());
    EXPECT_TRUE(read("job_1", after + 1000).empty());
}

TEST_P(JobEventsSuite, KeepsTheNewestTenThousandOfAJob) {
    publish({event_of("job_2", 1)});
    for (std::uint64_t part = 0; part < 25; ++part) {
        std::vector<domain::JobEvent> events;
        for (std::uint64_t i = 0; i < 500; ++i) events.push_back(event_of("job_1", part * 500 + i));
        publish(events);
    }
    const auto kept = read("job_1");
    ASSERT_EQ(kept.size(), 10'000U);
    EXPECT_EQ(kept.front().counts.indexed, 2'500U);
    EXPECT_EQ(kept.back().counts.indexed, 12'499U);
    EXPECT_EQ(read("job_2").size(), 1U);
}

TEST_P(JobEventsSuite, TellsSubscribersOfTheirJobAfterEachAppend) {
    std::atomic<int> first = 0;
    std::atomic<int> second = 0;
    std::size_t seen = 0;
    const auto one = store().events().subscribe({"job_1"}, [&] { ++first; });
    const auto other = store().events().subscribe({"job_1"}, [&] { ++second; });
    publish({event_of("job_2")});
    EXPECT_EQ(first, 0);
    for (int i = 1; i <= 3; ++i) {
        publish({event_of("job_1"), event_of("job_1")});
        EXPECT_GE(first, i);
        EXPECT_GE(second, i);
        seen = read("job_1").size();
        EXPECT_EQ(seen, static_cast<std::size_t>(2 * i));
    }
}

TEST_P(JobEventsSuite, ASubscriptionThatEndedIsNotCalled) {
    std::atomic<int> ended = 0;
    std::atomic<int> going = 0;
    auto first = store().events().subscribe({"job_1"}, [&] { ++ended; });
    const auto second = store().events().subscribe({"job_1"}, [&] { ++going; });
    publish({event_of("job_1")});
    first.reset();
    const int before = ended;
    publish({event_of("job_1")});
    EXPECT_EQ(ended, before);
    EXPECT_GE(going, 2);
}

TEST_P(JobEventsSuite, TheEndOfASubscriptionWaitsForARunningCall) {
    std::mutex mutex;
    std::condition_variable changed;
    bool inside = false;
    bool may_leave = false;
    std::atomic<bool> left = false;
    auto subscription = store().events().subscribe({"job_1"}, [&] {
        std::unique_lock lock(mutex);
        inside = true;
        changed.notify_all();
        changed.wait(lock, [&] { return may_leave; });
        left = true;
    });
    const std::jthread publisher([&] { publish({event_of("job_1")}); });
    {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return inside; });
    }
    const std::jthread releaser([&] {
        const std::lock_guard lock(mutex);
        may_leave = true;
        changed.notify_all();
    });
    subscription.reset();
    EXPECT_TRUE(left);
}

TEST_P(JobEventsSuite, SubscribersMayComeAndGoWhileEventsAreAppended) {
    std::atomic<bool> stop = false;
    std::atomic<int> calls = 0;
    {
        const std::jthread publisher([&] {
            while (!stop) publish({event_of("job_1")});
        });
        std::vector<std::jthread> followers;
        for (int i = 0; i < 3; ++i) {
            followers.emplace_back([&] {
                for (int round = 0; round < 20; ++round) {
                    std::atomic<int> own = 0;
                    const auto subscription =
                        store().events().subscribe({"job_1"}, [&own] { ++own; });
                    while (own == 0) std::this_thread::yield();
                    ++calls;
                }
            });
        }
        followers.clear();
        stop = true;
    }
    EXPECT_EQ(calls, 60);
}

TEST_P(JobEventsSuite, ConcurrentAppendsKeepOrderAndLoseNothing) {
    {
        std::vector<std::jthread> threads;
        for (std::uint64_t thread = 0; thread < 4; ++thread) {
            threads.emplace_back([&, thread] {
                for (std::uint64_t i = 0; i < 50; ++i)
                    publish({event_of("job_1", thread * 1000 + i)});
            });
        }
    }
    const auto events = read("job_1");
    ASSERT_EQ(events.size(), 200U);
    std::set<std::uint64_t> ids;
    std::array<std::uint64_t, 4> next{};
    for (const domain::JobEvent& event : events) {
        EXPECT_TRUE(ids.empty() || event.id > *ids.rbegin());
        ids.insert(event.id);
        EXPECT_EQ(event.counts.indexed % 1000, next[event.counts.indexed / 1000]++);
    }
}

}  // namespace lectern::ports::testing
