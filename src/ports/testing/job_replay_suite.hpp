#pragma once

#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "ports/testing/job_suite.hpp"

namespace lectern::ports::testing {

/// When an earlier job answers for a request: idempotency keys, and documents handed in again
/// unchanged.
class JobReplaySuite : public JobSuite {};

TEST_P(JobReplaySuite, AnIdempotencyKeyReturnsTheFirstJob) {
    const AcceptedJob first = must(accept_with_key("key", "digest", {"a"}));
    EXPECT_FALSE(first.replayed);
    advance(first.job.id, 0, domain::ItemState::indexed);
    const AcceptedJob again = must(accept_with_key("key", "digest", {"a"}));
    EXPECT_TRUE(again.replayed);
    EXPECT_EQ(again.job, must(store().jobs().find(acme_, first.job.id)));
    EXPECT_EQ(again.job.state, domain::JobState::succeeded);
    EXPECT_EQ(listed({}).size(), 1U);
}

TEST_P(JobReplaySuite, AnIdempotencyKeyUsedForSomethingElseFails) {
    must(accept_with_key("key", "digest", {"a"}));
    EXPECT_EQ(code_of(accept_with_key("key", "other digest", {"a"})), ErrorCode::already_exists);
    EXPECT_EQ(listed({}).size(), 1U);
}

TEST_P(JobReplaySuite, OtherKeysAndNoKeyMakeNewJobs) {
    must(accept_with_key("key", "digest", {"a"}));
    EXPECT_FALSE(must(accept_with_key("other key", "digest", {"a"})).replayed);
    EXPECT_FALSE(must(accept_with_key("", "digest", {"a"})).replayed);
    EXPECT_FALSE(must(accept_with_key("", "digest", {"a"})).replayed);
    EXPECT_EQ(listed({}).size(), 4U);
}

TEST_P(JobReplaySuite, IdempotencyKeysBelongToTheirTenant) {
    must(accept_with_key("key", "digest", {"a"}));
    NewJob theirs = new_job();
    theirs.job.tenant = other_.principal.tenant;
    theirs.idempotency_key = "key";
    theirs.request_digest = "other digest";
    EXPECT_FALSE(must(store().jobs().accept(other_, theirs, new_items({"a"}))).replayed);
}

TEST_P(JobReplaySuite, AFailedAcceptDoesNotUseTheKey) {
    EXPECT_EQ(code_of(accept_with_key("key", "digest", {})), ErrorCode::invalid_argument);
    EXPECT_FALSE(must(accept_with_key("key", "other digest", {"a"})).replayed);
}

TEST_P(JobReplaySuite, OfManyThreadsWithOneKeyOneMakesTheJob) {
    std::atomic<int> made = 0;
    std::mutex mutex;
    std::set<std::string> answers;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                const AcceptedJob accepted = must(accept_with_key("key", "digest", {"a"}));
                if (!accepted.replayed) ++made;
                const std::lock_guard lock(mutex);
                answers.insert(accepted.job.id.value);
            });
        }
    }
    EXPECT_EQ(made, 1);
    EXPECT_EQ(answers.size(), 1U);
    EXPECT_EQ(listed({}).size(), 1U);
}

TEST_P(JobReplaySuite, UnchangedDocumentsAreAnsweredByTheJobTheyCameWith) {
    const domain::Job first = must(accept_unless_unchanged(new_items({"a", "b", "c"}))).job;
    for (const auto& again :
         {new_items({"a", "b", "c"}), new_items({"b"}), new_items({"c", "a"})}) {
        const AcceptedJob accepted = must(accept_unless_unchanged(again));
        EXPECT_TRUE(accepted.replayed);
        EXPECT_EQ(accepted.job, first);
    }
    for (std::uint32_t i = 0; i < 3; ++i) advance(first.id, i, domain::ItemState::indexed);
    EXPECT_EQ(
        must(accept_unless_unchanged(new_items({"a"}))).job.state, domain::JobState::succeeded
    );
    EXPECT_EQ(listed({}).size(), 1U);
}

TEST_P(JobReplaySuite, UnchangedDocumentsMakeANewJobUnlessReuseWasAsked) {
    must(accept_unless_unchanged(new_items({"a"})));
    EXPECT_FALSE(must(store().jobs().accept(acme_, new_job(), new_items({"a"}))).replayed);
}

TEST_P(JobReplaySuite, ADocumentThatChangedMakesANewJob) {
    must(accept_unless_unchanged({new_item("a"), new_item("b")}));
    EXPECT_FALSE(must(accept_unless_unchanged({new_item("a"), new_item("b", "changed")})).replayed);
    EXPECT_FALSE(must(accept_unless_unchanged({new_item("a"), new_item("new")})).replayed);
}

TEST_P(JobReplaySuite, AnEarlierContentThatIsNoLongerTheNewestMakesANewJob) {
    must(accept_unless_unchanged({new_item("a", "first")}));
    must(accept_unless_unchanged({new_item("a", "second")}));
    EXPECT_FALSE(must(accept_unless_unchanged({new_item("a", "first")})).replayed);
}

TEST_P(JobReplaySuite, DocumentsOfSeveralJobsMakeANewJob) {
    must(accept_unless_unchanged(new_items({"a"})));
    must(accept_unless_unchanged(new_items({"b"})));
    EXPECT_FALSE(must(accept_unless_unchanged(new_items({"a", "b"}))).replayed);
}

TEST_P(JobReplaySuite, AJobThatFailedOrWasCancelledDoesNotAnswerAgain) {
    const domain::Job failed = must(accept_unless_unchanged(new_items({"a"}))).job;
    fail_item(failed.id, 0);
    const AcceptedJob second = must(accept_unless_unchanged(new_items({"a"})));
    EXPECT_FALSE(second.replayed);
    must(store().jobs().cancel(acme_, second.job.id));
    EXPECT_FALSE(must(accept_unless_unchanged(new_items({"a"}))).replayed);
}

TEST_P(JobReplaySuite, ARemovedDocumentHandedInAgainMakesANewJob) {
    const domain::Job job = must(accept_unless_unchanged(new_items({"a"}))).job;
    publish(processed("a", items(job.id).front().version, {"some text"}));
    advance(job.id, 0, domain::ItemState::indexed);
    must(store().documents().remove(acme_, key_of("a")));
    EXPECT_FALSE(must(accept_unless_unchanged(new_items({"a"}))).replayed);
}

TEST_P(JobReplaySuite, DocumentsOfAnotherTenantOrDatasetDoNotAnswer) {
    must(accept_unless_unchanged(new_items({"a"})));
    NewJob job = new_job();
    job.reuse_unchanged = true;
    job.job.dataset = {"other"};
    EXPECT_FALSE(must(store().jobs().accept(acme_, job, new_items({"a"}))).replayed);
    job = new_job();
    job.reuse_unchanged = true;
    job.job.tenant = other_.principal.tenant;
    EXPECT_FALSE(must(store().jobs().accept(other_, job, new_items({"a"}))).replayed);
}

}  // namespace lectern::ports::testing
