#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>
#include <tuple>

#include <rapidcheck.h>

#include "ports/testing/queue_model.hpp"
#include "ports/testing/store_suite.hpp"

namespace lectern::ports::testing {

class JobQueueSuite : public StoreSuite {
  protected:
    static constexpr std::chrono::minutes duration{1};  // Of the leases that `lease` takes.

    /// Accepts a job of these documents and queues its items, as a service does for any back end.
    domain::Job queue_job(
        const std::vector<std::string>& documents,
        domain::Priority priority = domain::Priority::normal
    ) {
        const domain::Job job = accept(documents, priority);
        std::vector<QueueEntry> entries;
        for (const domain::JobItem& item :
             must(store().jobs().items(acme_, job.id, std::nullopt, {})).items) {
            entries.push_back(entry_of(job, item));
        }
        must(store().queue().enqueue(acme_, entries));
        return job;
    }

    QueueEntry entry_of(const domain::Job& job, const domain::JobItem& item) {
        return {
            .job = job.id,
            .ordinal = item.ordinal,
            .tenant = job.tenant,
            .dataset = job.dataset,
            .document = item.document,
            .version = item.version,
            .priority = job.priority,
            .attempt = 1,
            .request_id = job.request_id,
            .correlation_id = job.correlation_id,
            .traceparent = job.traceparent,
            .accepted_at = item.updated_at,
        };
    }

    /// Leases with all the time in the world, in the calling thread.
    std::vector<Lease> wait_for_lease(const RequestContext& context) {
        const LeaseRequest request{
            .worker = "waiting", .max_entries = 1, .wait = std::chrono::minutes{1}
        };
        return must(store().queue().lease(context, request));
    }

    std::vector<std::string> documents_of(const std::vector<Lease>& leases) {
        std::vector<std::string> documents;
        for (const Lease& lease : leases) documents.push_back(lease.entry.document.value);
        return documents;
    }

    QueueDepth depth() { return must(store().queue().depth(acme_)); }
    void acknowledge(const std::vector<Lease>& leases) {
        must(store().queue().acknowledge(acme_, leases));
    }
    void release(const Lease& lease, std::chrono::milliseconds delay) {
        must(store().queue().release(acme_, lease, delay));
    }
    std::vector<Lease> extend(const std::vector<Lease>& leases, std::chrono::milliseconds by) {
        return must(store().queue().extend(acme_, leases, by));
    }
};

TEST_P(JobQueueSuite, AnEntrySaysWhatThereIsToDo) {
    const domain::Job job = queue_job({"a"}, domain::Priority::high);
    const domain::JobItem item =
        must(store().jobs().items(acme_, job.id, std::nullopt, {})).items.front();
    const auto leases = lease(10);
    ASSERT_EQ(leases.size(), 1U);
    const QueueEntry& entry = leases[0].entry;
    EXPECT_EQ(entry.job, job.id);
    EXPECT_EQ(entry.ordinal, 0U);
    EXPECT_EQ(entry.tenant, acme_.principal.tenant);
    EXPECT_EQ(entry.dataset, manuals_);
    EXPECT_EQ(entry.document.value, "a");
    EXPECT_EQ(entry.version, item.version);
    EXPECT_EQ(entry.priority, domain::Priority::high);
    EXPECT_EQ(entry.attempt, 1U);
    EXPECT_EQ(entry.request_id, job.request_id);
    EXPECT_EQ(entry.correlation_id, job.correlation_id);
    EXPECT_EQ(entry.traceparent, job.traceparent);
    EXPECT_EQ(entry.accepted_at, store().clock().now());
    EXPECT_FALSE(leases[0].token.empty());
    EXPECT_EQ(leases[0].expires_at, store().clock().now() + duration);
}

TEST_P(JobQueueSuite, AnEmptyQueueGivesNothingOnceTheWaitIsOver) {
    const LeaseRequest request{.worker = "w", .wait = std::chrono::milliseconds{1}};
    EXPECT_TRUE(must(store().queue().lease(acme_, request)).empty());
}

TEST_P(JobQueueSuite, ALeasedEntryIsNotLeasedAgain) {
    queue_job({"a", "b", "c"});
    EXPECT_EQ(lease(2).size(), 2U);
    EXPECT_EQ(documents_of(lease(10)), std::vector<std::string>{"c"});
    EXPECT_TRUE(lease(10).empty());
}

TEST_P(JobQueueSuite, QueueingAgainAddsNothing) {
    const domain::Job job = queue_job({"a"});
    const domain::JobItem item =
        must(store().jobs().items(acme_, job.id, std::nullopt, {})).items.front();
    const QueueEntry entry = entry_of(job, item);
    must(store().queue().enqueue(acme_, std::span(&entry, 1)));
    EXPECT_EQ(depth().ready, 1U);
    EXPECT_EQ(lease(10).size(), 1U);
    must(store().queue().enqueue(acme_, std::span(&entry, 1)));
    EXPECT_TRUE(lease(10).empty());
}

TEST_P(JobQueueSuite, OlderEntriesComeFirst) {
    std::vector<std::string> expected;
    for (const char* id : {"c", "a", "b"}) {
        queue_job({id, std::string(id) + "2"});
        expected.insert(expected.end(), {id, std::string(id) + "2"});
        store().clock().advance(std::chrono::seconds{1});
    }
    EXPECT_EQ(documents_of(lease(10)), expected);
}

TEST_P(JobQueueSuite, HigherPrioritiesComeFirst) {
    for (const auto priority :
         {domain::Priority::low, domain::Priority::normal, domain::Priority::high}) {
        queue_job({std::string(to_string(priority)) + "1"}, priority);
        store().clock().advance(std::chrono::seconds{1});
        queue_job({std::string(to_string(priority)) + "2"}, priority);
        store().clock().advance(std::chrono::seconds{1});
    }
    EXPECT_EQ(
        documents_of(lease(10)),
        (std::vector<std::string>{"high1", "high2", "normal1", "normal2", "low1", "low2"})
    );
}

TEST_P(JobQueueSuite, ALowPriorityIsServedByOneLeaseInEight) {
    for (const char* id : {"low1", "low2", "low3"}) {
        queue_job({id}, domain::Priority::low);
        store().clock().advance(std::chrono::seconds{1});
    }
    std::vector<std::string> urgent;
    for (int i = 0; i < 30; ++i) urgent.push_back("high" + std::to_string(i));
    queue_job(urgent, domain::Priority::high);
    for (int round = 1; round <= 3; ++round) {
        std::vector<std::string> low;
        for (int i = 0; i < 8; ++i) {
            const auto leases = lease(1);
            ASSERT_EQ(leases.size(), 1U);
            if (leases[0].entry.priority == domain::Priority::low)
                low.push_back(leases[0].entry.document.value);
        }
        EXPECT_EQ(low, std::vector<std::string>{"low" + std::to_string(round)});
    }
}

TEST_P(JobQueueSuite, AnAcknowledgedEntryIsGone) {
    queue_job({"a", "b"});
    const auto leases = lease(10);
    acknowledge({leases[0]});
    store().clock().advance(2 * duration);
    EXPECT_EQ(documents_of(lease(10)), std::vector<std::string>{leases[1].entry.document.value});
    acknowledge(leases);
}

TEST_P(JobQueueSuite, AReleasedEntryIsLeasedAgainAsItsNextAttempt) {
    queue_job({"a"});
    const Lease first = lease(1).front();
    release(first, std::chrono::milliseconds{0});
    const auto second = lease(1);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].entry.attempt, 2U);
    EXPECT_NE(second[0].token, first.token);
    QueueEntry expected = first.entry;
    expected.attempt = 2;
    EXPECT_EQ(second[0].entry.document, expected.document);
    EXPECT_EQ(second[0].entry.accepted_at, expected.accepted_at);
    EXPECT_EQ(second[0].entry.version, expected.version);
}

TEST_P(JobQueueSuite, ADelayedEntryWaitsItsDelay) {
    queue_job({"a"});
    release(lease(1).front(), std::chrono::seconds{10});
    EXPECT_TRUE(lease(1).empty());
    store().clock().advance(std::chrono::milliseconds{9'999});
    EXPECT_TRUE(lease(1).empty());
    EXPECT_EQ(depth().delayed, 1U);
    store().clock().advance(std::chrono::milliseconds{1});
    const auto leases = lease(1);
    ASSERT_EQ(leases.size(), 1U);
    EXPECT_EQ(leases[0].entry.attempt, 2U);
}

TEST_P(JobQueueSuite, AnEntryWhoseLeaseRanOutIsHandedOutAgain) {
    queue_job({"a"});
    const Lease lost = lease(1).front();
    store().clock().advance(duration - std::chrono::milliseconds{1});
    EXPECT_TRUE(lease(1).empty());
    store().clock().advance(std::chrono::milliseconds{1});
    const auto leases = lease(1);
    ASSERT_EQ(leases.size(), 1U);
    EXPECT_EQ(leases[0].entry.attempt, 2U);
    EXPECT_NE(leases[0].token, lost.token);
    store().clock().advance(duration);
    EXPECT_EQ(lease(1).front().entry.attempt, 3U);
}

TEST_P(JobQueueSuite, WhoHoldsALostLeaseCanDoNothingWithIt) {
    queue_job({"a"});
    const Lease lost = lease(1).front();
    store().clock().advance(duration);
    const Lease present = lease(1).front();
    acknowledge({lost});
    release(lost, std::chrono::milliseconds{0});
    EXPECT_TRUE(extend({lost}, duration).empty());
    EXPECT_TRUE(lease(1).empty());
    EXPECT_EQ(depth().leased, 1U);
    acknowledge({present});
    EXPECT_EQ(depth().leased, 0U);
}

TEST_P(JobQueueSuite, ALeaseThatRanOutIsLostEvenWhenNobodyTookTheEntry) {
    queue_job({"a"});
    const Lease lost = lease(1).front();
    store().clock().advance(duration);
    EXPECT_TRUE(extend({lost}, duration).empty());
    acknowledge({lost});
    EXPECT_EQ(lease(1).size(), 1U);
}

TEST_P(JobQueueSuite, AnExtendedLeaseLastsFromNow) {
    queue_job({"a", "b"});
    const auto leases = lease(2);
    acknowledge({leases[1]});
    store().clock().advance(duration / 2);
    const auto extended = extend(leases, std::chrono::minutes{5});
    ASSERT_EQ(extended.size(), 1U);
    EXPECT_EQ(extended[0].entry.document, leases[0].entry.document);
    EXPECT_EQ(extended[0].expires_at, store().clock().now() + std::chrono::minutes{5});
    store().clock().advance(std::chrono::minutes{4});
    EXPECT_TRUE(lease(1).empty());
    acknowledge(extended);
    store().clock().advance(std::chrono::minutes{5});
    EXPECT_TRUE(lease(1).empty());
}

TEST_P(JobQueueSuite, DepthCountsReadyDelayedAndLeased) {
    EXPECT_EQ(depth().oldest_accepted_at, Timestamp{});
    const Timestamp first = store().clock().now();
    queue_job({"a", "b", "c", "d"});
    store().clock().advance(std::chrono::seconds{1});
    const Timestamp second = store().clock().now();
    queue_job({"e"});
    const auto leases = lease(3);
    release(leases[0], std::chrono::minutes{10});
    QueueDepth now = depth();
    EXPECT_EQ(now.ready, 2U);
    EXPECT_EQ(now.delayed, 1U);
    EXPECT_EQ(now.leased, 2U);
    EXPECT_EQ(now.oldest_accepted_at, first);
    acknowledge({leases[1], leases[2]});
    acknowledge(lease(1));
    EXPECT_EQ(depth().oldest_accepted_at, first);
    store().clock().advance(std::chrono::minutes{10});
    now = depth();
    EXPECT_EQ(now.ready, 2U);
    EXPECT_EQ(now.delayed, 0U);
    EXPECT_EQ(now.leased, 0U);
    acknowledge(lease(1));
    EXPECT_EQ(depth().oldest_accepted_at, second);
    const auto last = lease(1);
    EXPECT_EQ(depth().oldest_accepted_at, Timestamp{});
    EXPECT_EQ(depth().leased, 1U);
}

TEST_P(JobQueueSuite, LeasesEntriesOfAllTenants) {
    queue_job({"a"});
    NewJob theirs = new_job();
    theirs.job.tenant = other_.principal.tenant;
    const domain::Job job = must(store().jobs().accept(other_, theirs, new_items({"b"}))).job;
    const domain::JobItem item =
        must(store().jobs().items(other_, job.id, std::nullopt, {})).items.front();
    const QueueEntry entry = entry_of(job, item);
    must(store().queue().enqueue(other_, std::span(&entry, 1)));
    std::set<std::string> tenants;
    for (const Lease& held : lease(10)) tenants.insert(held.entry.tenant.value);
    EXPECT_EQ(tenants, (std::set<std::string>{"acme", "other"}));
}

TEST_P(JobQueueSuite, ANewEntryEndsAWait) {
    std::vector<Lease> leases;
    {
        const std::jthread waiting([&] { leases = wait_for_lease(acme_); });
        queue_job({"a"});
    }
    EXPECT_EQ(documents_of(leases), std::vector<std::string>{"a"});
}

TEST_P(JobQueueSuite, AReleasedEntryEndsAWait) {
    queue_job({"a"});
    const Lease held = lease(1).front();
    std::vector<Lease> leases;
    {
        const std::jthread waiting([&] { leases = wait_for_lease(acme_); });
        release(held, std::chrono::milliseconds{0});
    }
    EXPECT_EQ(documents_of(leases), std::vector<std::string>{"a"});
}

TEST_P(JobQueueSuite, TheStopTokenEndsAWait) {
    std::stop_source stop;
    RequestContext context = acme_;
    context.stop = stop.get_token();
    std::vector<Lease> leases;
    {
        const std::jthread waiting([&] { leases = wait_for_lease(context); });
        stop.request_stop();
    }
    EXPECT_TRUE(leases.empty());
}

TEST_P(JobQueueSuite, WakeEndsEveryWait) {
    std::atomic<int> waiting = 3;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 3; ++i) {
            threads.emplace_back([&] {
                EXPECT_TRUE(wait_for_lease(acme_).empty());
                --waiting;
            });
        }
        // A thread may start to wait only after a call.
        while (waiting > 0) {
            store().queue().wake();
            std::this_thread::yield();
        }
    }
}

TEST_P(JobQueueSuite, EachEntryIsHeldByOneWorkerAtATimeAndIsDoneOnce) {
    constexpr std::size_t jobs = 8;
    constexpr std::size_t items = 5;
    std::mutex mutex;
    std::set<std::pair<std::string, std::uint32_t>> held;
    std::map<std::pair<std::string, std::uint32_t>, int> done;
    const auto work = [&](const Lease& taken) {
        const std::pair key{taken.entry.job.value, taken.entry.ordinal};
        {
            const std::lock_guard lock(mutex);
            EXPECT_TRUE(held.insert(key).second);
        }
        std::this_thread::yield();
        const bool again = taken.entry.attempt == 1 && taken.entry.ordinal % 2 == 0;
        {
            const std::lock_guard lock(mutex);
            held.erase(key);
            if (!again) ++done[key];
        }
        if (again) release(taken, std::chrono::milliseconds{0});
        if (!again) acknowledge({taken});
    };
    const auto finished = [&] {
        const std::lock_guard lock(mutex);
        return done.size() == jobs * items;
    };
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < 2; ++i) {
            threads.emplace_back([&] {
                for (std::size_t job = 0; job < jobs / 2; ++job)
                    queue_job({"a", "b", "c", "d", "e"});
            });
        }
        for (std::size_t i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                while (!finished()) {
                    for (const Lease& taken : lease(3)) work(taken);
                }
            });
        }
    }
    for (const auto& [key, times] : done) EXPECT_EQ(times, 1);
    EXPECT_TRUE(lease(1).empty());
}

TEST_P(JobQueueSuite, DepthAndLeasesAgreeWithAPlainModel) {
    const auto agrees = [&] {
        const auto back_end = GetParam().open();
        const NewJob request = new_job();
        must(back_end->jobs().accept(acme_, request, new_items({"0", "1", "2", "3", "4"})));
        std::vector<QueueEntry> queued;
        for (const auto& item :
             must(back_end->jobs().items(acme_, request.job.id, std::nullopt, {})).items) {
            queued.push_back(entry_of(request.job, item));
        }
        must(back_end->queue().enqueue(acme_, queued));
        QueueModel model(back_end->queue(), back_end->clock(), queued.size());
        const auto step = rc::gen::tuple(
            rc::gen::inRange(0, 4), rc::gen::inRange<std::size_t>(0, 5), rc::gen::inRange(0, 7)
        );
        const auto steps =
            *rc::gen::container<std::vector<std::tuple<int, std::size_t, int>>>(step);
        for (const auto& [action, entry, seconds] : steps) {
            const std::chrono::seconds time{seconds};
            if (action == 0) model.lease_one(time + std::chrono::seconds{1});
            if (action == 1) model.release(entry, time);
            if (action == 2) model.acknowledge(entry);
            if (action == 3) model.pass_time(time);
            model.check_depth();
        }
    };
    EXPECT_TRUE(rc::check("the depth and the leases agree with a plain model", agrees));
}

}  // namespace lectern::ports::testing
