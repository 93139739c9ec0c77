#pragma once

#include <array>
#include <set>
#include <thread>

#include <rapidcheck.h>

#include "ports/testing/job_suite.hpp"

namespace lectern::ports::testing {

/// How items and jobs go from state to state, are cancelled, and become dead letters.
class JobProgressSuite : public JobSuite {
  protected:
    domain::Job find(const JobId& job) { return must(store().jobs().find(acme_, job)); }

    std::vector<domain::DeadLetter> dead_letters() {
        return must(store().dead_letters().list(acme_, {}, {.limit = 1000})).items;
    }
};

TEST_P(JobProgressSuite, AnItemGoesThroughItsStatesAndTheJobFollows) {
    const domain::Job job = accept({"a"});
    store().clock().advance(std::chrono::seconds{1});
    const Timestamp started = store().clock().now();
    for (const domain::ItemState state : {
             domain::ItemState::extracted,
             domain::ItemState::chunked,
             domain::ItemState::embedded,
             domain::ItemState::linked,
         }) {
        const ItemAdvance step = advance(job.id, 0, state);
        EXPECT_TRUE(step.applied);
        EXPECT_EQ(step.state, state);
        EXPECT_EQ(items(job.id).front().state, state);
        EXPECT_EQ(find(job.id).state, domain::JobState::running);
        store().clock().advance(std::chrono::seconds{1});
    }
    EXPECT_TRUE(advance(job.id, 0, domain::ItemState::indexed).applied);
    const domain::Job after = find(job.id);
    EXPECT_EQ(after.state, domain::JobState::succeeded);
    EXPECT_EQ(after.counts, (domain::JobCounts{.total = 1, .indexed = 1}));
    EXPECT_EQ(after.started_at, started);
    EXPECT_EQ(after.finished_at, store().clock().now());
    EXPECT_EQ(items(job.id).front().updated_at, store().clock().now());
}

TEST_P(JobProgressSuite, ARetryStartsAtTheFrontAgain) {
    const domain::Job job = accept({"a"});
    advance(job.id, 0, domain::ItemState::embedded);
    EXPECT_TRUE(advance(job.id, 0, domain::ItemState::extracted).applied);
    EXPECT_EQ(items(job.id).front().state, domain::ItemState::extracted);
}

TEST_P(JobProgressSuite, NoItemGoesBackToAccepted) {
    const domain::Job job = accept({"a"});
    advance(job.id, 0, domain::ItemState::extracted);
    const ItemUpdate update{.job = job.id, .state = domain::ItemState::accepted};
    EXPECT_EQ(
        code_of(store().jobs().advance(acme_, std::span(&update, 1))), ErrorCode::invalid_argument
    );
    EXPECT_EQ(items(job.id).front().state, domain::ItemState::extracted);
}

TEST_P(JobProgressSuite, AnEndStateIsFinal) {
    for (const domain::ItemState end :
         {domain::ItemState::indexed, domain::ItemState::failed, domain::ItemState::cancelled}) {
        const domain::Job job = accept({"a"});
        EXPECT_TRUE(advance(job.id, 0, end).applied);
        const domain::Job before = find(job.id);
        for (const domain::ItemState next :
             {domain::ItemState::extracted, domain::ItemState::indexed, domain::ItemState::failed
             }) {
            const ItemAdvance step = advance(job.id, 0, next);
            EXPECT_FALSE(step.applied);
            EXPECT_EQ(step.state, end);
        }
        EXPECT_EQ(find(job.id), before);
    }
    EXPECT_EQ(dead_letters().size(), 1U);
}

TEST_P(JobProgressSuite, AnUnknownItemIsNotFoundAndNothingOfTheCallIsDone) {
    const domain::Job job = accept({"a"});
    for (const ItemUpdate& unknown : {
             ItemUpdate{.job = {"job_absent"}, .state = domain::ItemState::extracted},
             ItemUpdate{.job = job.id, .ordinal = 1, .state = domain::ItemState::extracted},
         }) {
        const std::array updates{
            ItemUpdate{.job = job.id, .state = domain::ItemState::extracted}, unknown
        };
        EXPECT_EQ(code_of(store().jobs().advance(acme_, updates)), ErrorCode::not_found);
        EXPECT_EQ(items(job.id).front().state, domain::ItemState::accepted);
    }
}

TEST_P(JobProgressSuite, OneCallAdvancesItemsOfSeveralJobsAndTenants) {
    const domain::Job first = accept({"a", "b"});
    NewJob theirs = new_job();
    theirs.job.tenant = other_.principal.tenant;
    const domain::Job second = must(store().jobs().accept(other_, theirs, new_items({"a"}))).job;
    const std::vector<ItemUpdate> updates{
        {.job = first.id, .ordinal = 1, .state = domain::ItemState::indexed},
        {.job = second.id, .ordinal = 0, .state = domain::ItemState::indexed},
        {.job = first.id, .ordinal = 0, .state = domain::ItemState::extracted},
        {.job = first.id, .ordinal = 1, .state = domain::ItemState::extracted},
    };
    const AdvanceOutcome outcome = must(store().jobs().advance(acme_, updates));
    ASSERT_EQ(outcome.items.size(), 4U);
    EXPECT_TRUE(outcome.items[0].applied);
    EXPECT_TRUE(outcome.items[1].applied);
    EXPECT_TRUE(outcome.items[2].applied);
    EXPECT_FALSE(outcome.items[3].applied);
    EXPECT_EQ(outcome.items[3].state, domain::ItemState::indexed);
    ASSERT_EQ(outcome.jobs.size(), 2U);
    for (const domain::Job& job : outcome.jobs) {
        EXPECT_EQ(job, must(store().jobs().find(job.id == first.id ? acme_ : other_, job.id)));
    }
}

TEST_P(JobProgressSuite, AdvancingNothingIsFine) {
    const AdvanceOutcome outcome = must(store().jobs().advance(acme_, {}));
    EXPECT_TRUE(outcome.items.empty());
    EXPECT_TRUE(outcome.jobs.empty());
}

TEST_P(JobProgressSuite, ASupersededItemSaysSo) {
    const domain::Job job = accept({"a", "b"});
    const ItemUpdate update{
        .job = job.id, .ordinal = 1, .state = domain::ItemState::indexed, .superseded = true
    };
    must(store().jobs().advance(acme_, std::span(&update, 1)));
    EXPECT_FALSE(items(job.id)[0].superseded);
    EXPECT_TRUE(items(job.id)[1].superseded);
    EXPECT_EQ(find(job.id).counts.indexed, 1U);
}

TEST_P(JobProgressSuite, AJobEndsInTheStateThatItsCountsSay) {
    using domain::ItemState;
    using domain::JobState;
    struct Case {
        ItemState first;
        ItemState second;
        JobState expected;
    };
    for (const Case& c : {
             Case{ItemState::indexed, ItemState::indexed, JobState::succeeded},
             Case{ItemState::failed, ItemState::failed, JobState::failed},
             Case{ItemState::indexed, ItemState::failed, JobState::partially_failed},
             Case{ItemState::indexed, ItemState::cancelled, JobState::cancelled},
             Case{ItemState::failed, ItemState::cancelled, JobState::cancelled},
         }) {
        const domain::Job job = accept({"a", "b"});
        advance(job.id, 0, c.first);
        EXPECT_EQ(find(job.id).state, JobState::running);
        EXPECT_FALSE(find(job.id).finished_at.has_value());
        advance(job.id, 1, c.second);
        EXPECT_EQ(find(job.id).state, c.expected);
        EXPECT_TRUE(find(job.id).finished_at.has_value());
    }
}

TEST_P(JobProgressSuite, TheDocumentAsHandedInIsThereUntilTheEndAndAfterAFailure) {
    const domain::Job job = accept({"indexed", "failed", "cancelled", "open"});
    advance(job.id, 0, domain::ItemState::indexed);
    fail_item(job.id, 1);
    advance(job.id, 2, domain::ItemState::cancelled);
    advance(job.id, 3, domain::ItemState::linked);
    EXPECT_EQ(code_of(store().jobs().source(acme_, job.id, 0)), ErrorCode::not_found);
    EXPECT_EQ(must(store().jobs().source(acme_, job.id, 1)), new_item("failed").document);
    EXPECT_EQ(code_of(store().jobs().source(acme_, job.id, 2)), ErrorCode::not_found);
    EXPECT_EQ(must(store().jobs().source(acme_, job.id, 3)), new_item("open").document);
}

TEST_P(JobProgressSuite, AnItemThatFailsBecomesADeadLetterInTheSameStep) {
    const domain::Job job = accept({"a", "b"});
    store().clock().advance(std::chrono::seconds{5});
    EXPECT_TRUE(fail_item(job.id, 1, domain::IngestStage::chunk).applied);
    const domain::JobItem item = items(job.id)[1];
    const domain::ItemFailure failure{
        .code = ErrorCode::invalid_argument,
        .reason = "the file is encrypted",
        .stage = domain::IngestStage::chunk
    };
    EXPECT_EQ(item.state, domain::ItemState::failed);
    EXPECT_EQ(item.failure, failure);
    const auto letters = dead_letters();
    ASSERT_EQ(letters.size(), 1U);
    const domain::DeadLetter expected{
        .id = letters[0].id,
        .tenant = acme_.principal.tenant,
        .dataset = manuals_,
        .job = job.id,
        .ordinal = 1,
        .document = {"b"},
        .version = item.version,
        .failure = failure,
        .attempts = 3,
        .trace_id = "0af7651916cd43dd8448eb211c80319c",
        .request_id = "request-7",
        .failed_at = store().clock().now(),
    };
    EXPECT_EQ(letters[0], expected);
    EXPECT_FALSE(letters[0].id.empty());
    EXPECT_EQ(must(store().dead_letters().find(acme_, letters[0].id)), expected);
}

TEST_P(JobProgressSuite, CancellingAJobThatWaitsEndsItAtOnce) {
    const domain::Job job = accept({"a", "b"});
    store().clock().advance(std::chrono::seconds{1});
    const domain::Job cancelled = must(store().jobs().cancel(acme_, job.id));
    EXPECT_TRUE(cancelled.cancel_requested);
    EXPECT_EQ(cancelled.state, domain::JobState::cancelled);
    EXPECT_EQ(cancelled.counts, (domain::JobCounts{.total = 2, .cancelled = 2}));
    EXPECT_FALSE(cancelled.started_at.has_value());
    EXPECT_EQ(cancelled.finished_at, store().clock().now());
    EXPECT_EQ(find(job.id), cancelled);
    EXPECT_EQ(items(job.id, domain::ItemState::cancelled).size(), 2U);
    EXPECT_EQ(code_of(store().jobs().source(acme_, job.id, 0)), ErrorCode::not_found);
}

TEST_P(JobProgressSuite, ACancelledItemIsNotHandedOut) {
    const domain::Job job = accept({"a", "b"});
    must(store().jobs().cancel(acme_, job.id));
    EXPECT_TRUE(lease(10).empty());
    const QueueDepth depth = must(store().queue().depth(acme_));
    EXPECT_EQ(depth.ready + depth.delayed + depth.leased, 0U);
}

TEST_P(JobProgressSuite, ItemsUnderWayAreCancelledAtTheirNextStep) {
    const domain::Job job = accept({"done", "under way", "waiting"});
    advance(job.id, 0, domain::ItemState::indexed);
    advance(job.id, 1, domain::ItemState::extracted);
    const domain::Job asked = must(store().jobs().cancel(acme_, job.id));
    EXPECT_TRUE(asked.cancel_requested);
    EXPECT_EQ(asked.state, domain::JobState::running);
    EXPECT_EQ(asked.counts, (domain::JobCounts{.total = 3, .indexed = 1, .cancelled = 1}));
    EXPECT_EQ(items(job.id)[1].state, domain::ItemState::extracted);

    const ItemAdvance step = advance(job.id, 1, domain::ItemState::chunked);
    EXPECT_FALSE(step.applied);
    EXPECT_EQ(step.state, domain::ItemState::cancelled);
    EXPECT_EQ(find(job.id).state, domain::JobState::cancelled);
    EXPECT_EQ(find(job.id).counts, (domain::JobCounts{.total = 3, .indexed = 1, .cancelled = 2}));
}

TEST_P(JobProgressSuite, AnItemThatCameToItsEndIsNotCancelled) {
    const domain::Job job = accept({"a", "b"});
    advance(job.id, 0, domain::ItemState::linked);
    advance(job.id, 1, domain::ItemState::linked);
    must(store().jobs().cancel(acme_, job.id));
    EXPECT_TRUE(advance(job.id, 0, domain::ItemState::indexed).applied);
    EXPECT_TRUE(fail_item(job.id, 1).applied);
    EXPECT_EQ(find(job.id).state, domain::JobState::partially_failed);
    EXPECT_EQ(dead_letters().size(), 1U);
}

TEST_P(JobProgressSuite, CancellingTwiceOrAfterTheEndChangesNothing) {
    const domain::Job running = accept({"a"});
    advance(running.id, 0, domain::ItemState::extracted);
    const domain::Job once = must(store().jobs().cancel(acme_, running.id));
    EXPECT_EQ(must(store().jobs().cancel(acme_, running.id)), once);

    const domain::Job done = accept({"a"});
    advance(done.id, 0, domain::ItemState::indexed);
    const domain::Job before = find(done.id);
    EXPECT_EQ(must(store().jobs().cancel(acme_, done.id)), before);
    EXPECT_FALSE(before.cancel_requested);
    EXPECT_EQ(find(done.id), before);
}

TEST_P(JobProgressSuite, CountsAndStatesAgreeWithTheItemsWhateverHappens) {
    const auto agrees = [&] {
        const auto back_end = GetParam().open();
        const auto size = *rc::gen::inRange<std::uint32_t>(1, 5);
        std::vector<NewItem> documents;
        for (std::uint32_t i = 0; i < size; ++i) documents.push_back(new_item(std::to_string(i)));
        const NewJob request = new_job();
        must(back_end->jobs().accept(acme_, request, documents));
        const auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 8 * 5));
        for (const int step : steps) {
            const ItemUpdate update{
                .job = request.job.id,
                .ordinal = static_cast<std::uint32_t>(step) / 8 % size,
                .state = static_cast<domain::ItemState>(step % 8),
            };
            if (update.state == domain::ItemState::accepted) {
                must(back_end->jobs().cancel(acme_, request.job.id));
            } else {
                must(back_end->jobs().advance(acme_, std::span(&update, 1)));
            }
        }
        const domain::Job job = must(back_end->jobs().find(acme_, request.job.id));
        domain::JobCounts expected{.total = size};
        for (const auto& item :
             must(back_end->jobs().items(acme_, job.id, std::nullopt, {})).items) {
            expected.indexed += item.state == domain::ItemState::indexed ? 1U : 0U;
            expected.failed += item.state == domain::ItemState::failed ? 1U : 0U;
            expected.cancelled += item.state == domain::ItemState::cancelled ? 1U : 0U;
        }
        RC_ASSERT(job.counts == expected);
        RC_ASSERT(job.state == domain::derive_state(expected, job.started_at.has_value()));
        RC_ASSERT(job.finished_at.has_value() == domain::is_final(job.state));
        const auto letters = must(back_end->dead_letters().list(acme_, {}, {})).items;
        RC_ASSERT(letters.size() == expected.failed);
    };
    EXPECT_TRUE(rc::check("counts and states agree with the items whatever happens", agrees));
}

TEST_P(JobProgressSuite, ManyThreadsEndEachItemOnce) {
    constexpr std::uint32_t size = 20;
    std::vector<std::string> documents;
    for (std::uint32_t i = 0; i < size; ++i) documents.push_back(std::to_string(i));
    const domain::Job job = accept(documents);
    std::array<std::uint32_t, 4> applied{};
    {
        std::vector<std::jthread> threads;
        for (std::size_t thread = 0; thread < applied.size(); ++thread) {
            threads.emplace_back([&, thread] {
                for (std::uint32_t i = 0; i < size; ++i) {
                    advance(job.id, i, domain::ItemState::extracted);
                    if (advance(job.id, i, domain::ItemState::indexed).applied) ++applied[thread];
                }
            });
        }
    }
    EXPECT_EQ(applied[0] + applied[1] + applied[2] + applied[3], size);
    EXPECT_EQ(find(job.id).counts, (domain::JobCounts{.total = size, .indexed = size}));
    EXPECT_EQ(find(job.id).state, domain::JobState::succeeded);
}

}  // namespace lectern::ports::testing
