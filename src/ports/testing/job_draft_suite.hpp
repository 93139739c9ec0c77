#pragma once

#include "ports/testing/job_suite.hpp"

namespace lectern::ports::testing {

/// Jobs that arrive in parts.
class JobDraftSuite : public JobSuite {};

TEST_P(JobDraftSuite, ADraftIsInvisibleUntilItsCommit) {
    const NewJob request = new_job();
    auto draft = must(store().jobs().begin(acme_, request));
    must(draft->add(new_items({"a", "b"})));
    must(draft->add(new_items({"c"})));
    EXPECT_EQ(code_of(store().jobs().find(acme_, request.job.id)), ErrorCode::not_found);
    EXPECT_EQ(
        code_of(store().jobs().items(acme_, request.job.id, std::nullopt, {})), ErrorCode::not_found
    );
    EXPECT_EQ(code_of(store().jobs().source(acme_, request.job.id, 0)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().jobs().cancel(acme_, request.job.id)), ErrorCode::not_found);
    EXPECT_TRUE(listed({}).empty());
    EXPECT_TRUE(lease(10).empty());
    EXPECT_EQ(must(store().queue().depth(acme_)).ready, 0U);

    const AcceptedJob accepted = must(draft->commit(""));
    EXPECT_FALSE(accepted.replayed);
    EXPECT_EQ(accepted.job.counts, (domain::JobCounts{.total = 3}));
    EXPECT_EQ(must(store().jobs().find(acme_, request.job.id)), accepted.job);
    const auto found = items(request.job.id);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[2].ordinal, 2U);
    EXPECT_EQ(must(store().jobs().source(acme_, request.job.id, 2)), new_item("c").document);
    EXPECT_EQ(lease(10).size(), 3U);
}

TEST_P(JobDraftSuite, ADraftThatIsDroppedLeavesNoTrace) {
    NewJob request = new_job();
    request.idempotency_key = "key";
    {
        auto draft = must(store().jobs().begin(acme_, request));
        must(draft->add(new_items({"a"})));
    }
    EXPECT_TRUE(listed({}).empty());
    EXPECT_TRUE(lease(10).empty());
    EXPECT_FALSE(must(accept_with_key("key", "other digest", {"a"})).replayed);
}

TEST_P(JobDraftSuite, ADraftWithoutItemsIsRefused) {
    auto draft = must(store().jobs().begin(acme_, new_job()));
    EXPECT_EQ(code_of(draft->commit("")), ErrorCode::invalid_argument);
    EXPECT_TRUE(listed({}).empty());
}

TEST_P(JobDraftSuite, ADraftTakesItsVersionsWhenItIsCommitted) {
    const NewJob request = new_job();
    auto draft = must(store().jobs().begin(acme_, request));
    must(draft->add(new_items({"a"})));
    const domain::Version meanwhile = accept_version("a");
    must(draft->commit(""));
    EXPECT_GT(items(request.job.id).front().version, meanwhile);
}

TEST_P(JobDraftSuite, ADraftWithAUsedKeyIsReplayedOrRefusedAtItsCommit) {
    const AcceptedJob first = must(accept_with_key("key", "digest", {"a"}));
    NewJob request = new_job();
    request.idempotency_key = "key";
    auto other = must(store().jobs().begin(acme_, request));
    must(other->add(new_items({"a"})));
    EXPECT_EQ(code_of(other->commit("other digest")), ErrorCode::already_exists);
    request.job.id = new_job().job.id;
    auto same = must(store().jobs().begin(acme_, request));
    must(same->add(new_items({"a"})));
    const AcceptedJob replay = must(same->commit("digest"));
    EXPECT_TRUE(replay.replayed);
    EXPECT_EQ(replay.job, first.job);
    EXPECT_EQ(listed({}).size(), 1U);
}

TEST_P(JobDraftSuite, ACommittedDraftAnswersForItsKeyAndDigest) {
    NewJob request = new_job();
    request.idempotency_key = "key";
    auto draft = must(store().jobs().begin(acme_, request));
    must(draft->add(new_items({"a"})));
    const AcceptedJob first = must(draft->commit("digest"));
    EXPECT_EQ(must(accept_with_key("key", "digest", {"a"})).job, first.job);
    EXPECT_EQ(code_of(accept_with_key("key", "other digest", {"a"})), ErrorCode::already_exists);
}

TEST_P(JobDraftSuite, OfTwoDraftsWithOneKeyTheFirstCommitCounts) {
    NewJob request = new_job();
    request.idempotency_key = "key";
    auto first = must(store().jobs().begin(acme_, request));
    request.job.id = new_job().job.id;
    auto second = must(store().jobs().begin(acme_, request));
    request.job.id = new_job().job.id;
    auto third = must(store().jobs().begin(acme_, request));
    for (auto* draft : {first.get(), second.get(), third.get()}) must(draft->add(new_items({"a"})));
    const AcceptedJob accepted = must(second->commit("digest"));
    EXPECT_FALSE(accepted.replayed);
    EXPECT_EQ(must(first->commit("digest")).job, accepted.job);
    EXPECT_EQ(code_of(third->commit("other digest")), ErrorCode::already_exists);
    EXPECT_EQ(listed({}).size(), 1U);
}

TEST_P(JobDraftSuite, UnchangedDocumentsOfADraftAreReplayed) {
    const domain::Job first = must(accept_unless_unchanged(new_items({"a", "b"}))).job;
    NewJob request = new_job();
    request.reuse_unchanged = true;
    auto draft = must(store().jobs().begin(acme_, request));
    must(draft->add(new_items({"a"})));
    must(draft->add(new_items({"b"})));
    const AcceptedJob accepted = must(draft->commit(""));
    EXPECT_TRUE(accepted.replayed);
    EXPECT_EQ(accepted.job, first);
    EXPECT_EQ(code_of(store().jobs().find(acme_, request.job.id)), ErrorCode::not_found);
}

TEST_P(JobDraftSuite, ADraftOfThousandsOfItemsIsOneJob) {
    auto draft = must(store().jobs().begin(acme_, new_job()));
    for (int part = 0; part < 20; ++part) {
        std::vector<NewItem> documents;
        for (int i = 0; i < 100; ++i) documents.push_back(new_item(std::to_string(part * 100 + i)));
        must(draft->add(std::move(documents)));
    }
    const AcceptedJob accepted = must(draft->commit(""));
    EXPECT_EQ(accepted.job.counts.total, 2000U);
    const auto found = items(accepted.job.id);
    ASSERT_EQ(found.size(), 2000U);
    for (std::uint32_t i = 0; i < 2000; ++i) EXPECT_EQ(found[i].document.value, std::to_string(i));
}

}  // namespace lectern::ports::testing
