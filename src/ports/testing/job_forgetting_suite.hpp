#pragma once

#include <chrono>

#include "ports/testing/job_suite.hpp"

namespace lectern::ports::testing {

/// How jobs are forgotten that ended long ago.
class JobForgettingSuite : public JobSuite {
  protected:
    domain::Job accept_and_end(const std::vector<std::string>& documents) {
        const domain::Job job = accept(documents);
        for (std::uint32_t i = 0; i < documents.size(); ++i)
            advance(job.id, i, domain::ItemState::indexed);
        return job;
    }

    /// Those that ended before now.
    std::vector<JobId> ended(std::size_t limit = 100) {
        return must(store().jobs().ended_before(acme_, store().clock().now(), limit));
    }

    void forget(const std::vector<JobId>& jobs) { must(store().jobs().forget(acme_, jobs)); }

    void pass_time() { store().clock().advance(std::chrono::seconds{1}); }
};

TEST_P(JobForgettingSuite, ListsEndedJobsOfAllTenantsByTheirEnd) {
    const domain::Job second = accept({"a"});
    const domain::Job first = accept_and_end({"b"});
    accept({"open"});
    pass_time();
    advance(second.id, 0, domain::ItemState::indexed);
    pass_time();
    NewJob theirs = new_job();
    theirs.job.tenant = other_.principal.tenant;
    const domain::Job third = must(store().jobs().accept(other_, theirs, new_items({"a"}))).job;
    must(store().jobs().cancel(other_, third.id));
    EXPECT_EQ(ended(), (std::vector<JobId>{first.id, second.id})) << "the third ends just now";
    pass_time();
    EXPECT_EQ(ended(), (std::vector<JobId>{first.id, second.id, third.id}));
    EXPECT_EQ(ended(2), (std::vector<JobId>{first.id, second.id}));
}

TEST_P(JobForgettingSuite, AForgottenJobIsGoneWithItsItems) {
    const domain::Job job = accept_and_end({"a", "b"});
    const domain::Job kept = accept_and_end({"c"});
    pass_time();
    forget({job.id});
    EXPECT_EQ(code_of(store().jobs().find(acme_, job.id)), ErrorCode::not_found);
    EXPECT_EQ(code_of(store().jobs().items(acme_, job.id, std::nullopt, {})), ErrorCode::not_found);
    EXPECT_EQ(listed({}), std::vector<JobId>{kept.id});
    EXPECT_EQ(ended(), std::vector<JobId>{kept.id});
    EXPECT_EQ(items(kept.id).size(), 1U);
}

TEST_P(JobForgettingSuite, WhatWasPublishedStays) {
    const domain::Version version = add_document("a");
    const domain::Job job = accept_and_end({"b"});
    forget({job.id});
    EXPECT_EQ(must(store().documents().find(acme_, key_of("a"))).version, version);
    EXPECT_GT(accept_version("a"), version) << "versions are not given again";
}

TEST_P(JobForgettingSuite, AnIdempotencyKeyIsFreeAgain) {
    const domain::Job job = must(accept_with_key("key", "digest", {"a"})).job;
    advance(job.id, 0, domain::ItemState::indexed);
    forget({job.id});
    EXPECT_FALSE(must(accept_with_key("key", "other digest", {"a"})).replayed);
}

TEST_P(JobForgettingSuite, UnchangedDocumentsMakeANewJob) {
    const domain::Job job = must(accept_unless_unchanged(new_items({"a"}))).job;
    advance(job.id, 0, domain::ItemState::indexed);
    ASSERT_TRUE(must(accept_unless_unchanged(new_items({"a"}))).replayed);
    forget({job.id});
    const AcceptedJob again = must(accept_unless_unchanged(new_items({"a"})));
    EXPECT_FALSE(again.replayed);
    advance(again.job.id, 0, domain::ItemState::indexed);
    EXPECT_TRUE(must(accept_unless_unchanged(new_items({"a"}))).replayed);
}

TEST_P(JobForgettingSuite, ALaterJobGoesOnAnsweringForItsDocuments) {
    const domain::Job earlier = must(accept_unless_unchanged({new_item("a", "old")})).job;
    advance(earlier.id, 0, domain::ItemState::indexed);
    const domain::Job later = must(accept_unless_unchanged({new_item("a", "new")})).job;
    advance(later.id, 0, domain::ItemState::indexed);
    forget({earlier.id});
    EXPECT_EQ(must(accept_unless_unchanged({new_item("a", "new")})).job.id, later.id);
}

TEST_P(JobForgettingSuite, PassesOverWhatIsOpenOrAbsent) {
    const domain::Job open = accept({"a"});
    forget({open.id, {"job_absent"}});
    EXPECT_EQ(must(store().jobs().find(acme_, open.id)).state, domain::JobState::queued);
    EXPECT_EQ(items(open.id).size(), 1U);
}

TEST_P(JobForgettingSuite, KeepsAJobAsLongAsItsDeadLetters) {
    const domain::Job job = accept({"a"});
    advance(job.id, 0, domain::ItemState::failed);
    pass_time();
    EXPECT_TRUE(ended().empty());
    forget({job.id});
    const auto letters = must(store().dead_letters().list(acme_, {}, {})).items;
    ASSERT_EQ(letters.size(), 1U);
    EXPECT_EQ(must(store().jobs().source(acme_, job.id, 0)).id, DocumentId{"a"});
    must(store().dead_letters().remove(acme_, letters.front().id));
    EXPECT_EQ(ended(), std::vector<JobId>{job.id});
    forget({job.id});
    EXPECT_TRUE(listed({}).empty());
}

}  // namespace lectern::ports::testing
