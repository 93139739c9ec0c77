#include "domain/job_progress.hpp"

#include <array>

#include <gtest/gtest.h>

namespace lectern::domain {
namespace {

constexpr std::array states{
    ItemState::accepted,
    ItemState::extracted,
    ItemState::chunked,
    ItemState::embedded,
    ItemState::linked,
    ItemState::indexed,
    ItemState::failed,
    ItemState::cancelled,
};

TEST(StepItem, NeverLeavesAnEndState) {
    for (const ItemState from : {ItemState::indexed, ItemState::failed, ItemState::cancelled}) {
        for (const ItemState to : states) {
            for (const bool cancelled : {false, true}) {
                const ItemStep step = step_item(from, to, cancelled);
                EXPECT_EQ(step.state, from);
                EXPECT_FALSE(step.applied);
                EXPECT_FALSE(step.changed);
            }
        }
    }
}

TEST(StepItem, GoesWhereItWasAskedTo) {
    for (const ItemState from : states) {
        for (const ItemState to : states) {
            if (!may_advance(from, to)) continue;
            const ItemStep step = step_item(from, to, false);
            EXPECT_EQ(step.state, to);
            EXPECT_TRUE(step.applied);
            EXPECT_TRUE(step.changed);
        }
    }
}

TEST(StepItem, IsCancelledOnRequestUnlessItCameToItsEnd) {
    const ItemStep under_way = step_item(ItemState::extracted, ItemState::chunked, true);
    EXPECT_EQ(under_way.state, ItemState::cancelled);
    EXPECT_FALSE(under_way.applied);
    EXPECT_TRUE(under_way.changed);
    EXPECT_EQ(step_item(ItemState::linked, ItemState::indexed, true).state, ItemState::indexed);
    EXPECT_EQ(step_item(ItemState::linked, ItemState::failed, true).state, ItemState::failed);
    EXPECT_TRUE(step_item(ItemState::linked, ItemState::cancelled, true).applied);
}

TEST(CountEnd, CountsEndStatesOnly) {
    JobCounts counts{.total = 8};
    for (const ItemState state : states) count_end(counts, state);
    EXPECT_EQ(counts, (JobCounts{.total = 8, .indexed = 1, .failed = 1, .cancelled = 1}));
}

TEST(Settle, RemembersStartAndEndOnce) {
    const Timestamp first{std::chrono::milliseconds{1000}};
    const Timestamp second{std::chrono::milliseconds{2000}};
    const Timestamp third{std::chrono::milliseconds{3000}};
    Job job;
    job.counts.total = 1;
    settle(job, false, first);
    EXPECT_EQ(job.state, JobState::queued);
    EXPECT_FALSE(job.started_at.has_value());
    settle(job, true, first);
    EXPECT_EQ(job.state, JobState::running);
    job.counts.indexed = 1;
    settle(job, true, second);
    settle(job, true, third);
    EXPECT_EQ(job.state, JobState::succeeded);
    EXPECT_EQ(job.started_at, first);
    EXPECT_EQ(job.finished_at, second);
}

TEST(MakeDeadLetter, CarriesWhatLeadsBackToTheRequest) {
    const Job job{
        .id = {"job_1"},
        .tenant = {"acme"},
        .dataset = {"manuals"},
        .request_id = "req",
        .traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    };
    const ItemFailure failure{
        .code = ErrorCode::invalid_argument, .reason = "broken", .stage = IngestStage::chunk
    };
    const JobItem item{
        .job = job.id,
        .ordinal = 3,
        .document = {"d"},
        .version = 9,
        .state = ItemState::failed,
        .failure = failure
    };
    const Timestamp now{std::chrono::milliseconds{5}};
    const DeadLetter letter = make_dead_letter({"dl_1"}, job, item, 4, now);
    const DeadLetter expected{
        .id = {"dl_1"},
        .tenant = {"acme"},
        .dataset = {"manuals"},
        .job = {"job_1"},
        .ordinal = 3,
        .document = {"d"},
        .version = 9,
        .failure = failure,
        .attempts = 4,
        .trace_id = "0af7651916cd43dd8448eb211c80319c",
        .request_id = "req",
        .failed_at = now,
    };
    EXPECT_EQ(letter, expected);
}

TEST(MakeDeadLetter, HasNoTraceWhereTheJobHadNone) {
    EXPECT_EQ(make_dead_letter({"dl_1"}, Job{}, JobItem{}, 1, Timestamp{}).trace_id, "");
}

TEST(MayAnswerAgain, OnlyWhereNothingWentWrong) {
    const auto job_with = [](JobCounts counts, bool cancel_requested) {
        Job job;
        job.counts = counts;
        job.cancel_requested = cancel_requested;
        return job;
    };
    EXPECT_TRUE(may_answer_again(job_with({.total = 2}, false)));
    EXPECT_TRUE(may_answer_again(job_with({.total = 2, .indexed = 2}, false)));
    EXPECT_FALSE(may_answer_again(job_with({.total = 2, .indexed = 1, .failed = 1}, false)));
    EXPECT_FALSE(may_answer_again(job_with({.total = 2, .cancelled = 1}, false)));
    EXPECT_FALSE(may_answer_again(job_with({.total = 2}, true)));
}

}  // namespace
}  // namespace lectern::domain
