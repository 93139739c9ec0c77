#include "services/job_service.hpp"

#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "services/job_announcer.hpp"
#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

using domain::JobState;
using std::chrono::milliseconds;
using std::chrono::seconds;

class JobServiceTest : public ::testing::Test {
  protected:
    ServiceFixture fixture_;
};

TEST_F(JobServiceTest, WaitReturnsWhenTheJobEnds) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    auto waiting = std::async(std::launch::async, [&] {
        return fixture_.jobs.wait(fixture_.context, id, seconds{60});
    });
    fixture_.drain();
    EXPECT_EQ(waiting.get()->state, JobState::succeeded);
}

TEST_F(JobServiceTest, WaitReturnsAtOnceForAnEndedJob) {
    const domain::Job job = fixture_.ingest({fixture_.text("a", "whales")});
    EXPECT_EQ(
        fixture_.jobs.wait(fixture_.context, job.id, seconds{60})->state, JobState::succeeded
    );
}

TEST_F(JobServiceTest, WaitReturnsTheOpenJobWhenTimeIsUp) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    EXPECT_EQ(fixture_.jobs.wait(fixture_.context, id, milliseconds{1})->state, JobState::queued);
    RequestContext late = fixture_.context;
    late.deadline = std::chrono::steady_clock::now();
    EXPECT_EQ(fixture_.jobs.wait(late, id, seconds{60})->state, JobState::queued);
}

TEST_F(JobServiceTest, WaitEndsWhenTheCallerGoesAway) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    std::stop_source stop;
    RequestContext leaving = fixture_.context;
    leaving.stop = stop.get_token();
    auto waiting = std::async(std::launch::async, [&] {
        return fixture_.jobs.wait(leaving, id, seconds{60});
    });
    stop.request_stop();
    EXPECT_EQ(waiting.get()->state, JobState::queued);
}

TEST_F(JobServiceTest, WaitForAnUnknownJobFails) {
    EXPECT_EQ(
        fixture_.jobs.wait(fixture_.context, {"job_0"}, seconds{60}).error().code,
        ErrorCode::not_found
    );
}

TEST_F(JobServiceTest, ReadsManyWithHolesForTheAbsent) {
    const JobId first = fixture_.accept({fixture_.text("a", "x"), fixture_.text("b", "y")}).id;
    const JobId second = fixture_.accept({fixture_.text("c", "z")}).id;
    const auto jobs = fixture_.jobs.find_many(fixture_.context, {second, {"none"}, first});
    ASSERT_TRUE(jobs);
    EXPECT_EQ(jobs->at(0)->id, second);
    EXPECT_FALSE(jobs->at(1));
    EXPECT_EQ(jobs->at(2)->id, first);
    const auto pages =
        fixture_.jobs.items_many(fixture_.context, {second, {"none"}, first}, std::nullopt, {});
    ASSERT_TRUE(pages);
    EXPECT_EQ(pages->at(0).items.size(), 1U);
    EXPECT_TRUE(pages->at(1).items.empty());
    EXPECT_EQ(pages->at(2).items.size(), 2U);
}

TEST_F(JobServiceTest, AnotherTenantsJobIsNotFound) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    RequestContext other = fixture_.context;
    other.principal.tenant = {"other"};
    EXPECT_EQ(fixture_.jobs.find(other, id).error().code, ErrorCode::not_found);
    EXPECT_EQ(fixture_.jobs.cancel(other, id).error().code, ErrorCode::not_found);
    EXPECT_EQ(fixture_.jobs.events(other, id, 0, 10).error().code, ErrorCode::not_found);
    EXPECT_EQ(fixture_.jobs.subscribe(other, id, [] {}).error().code, ErrorCode::not_found);
    EXPECT_EQ(fixture_.jobs.items(other, id, std::nullopt, {}).error().code, ErrorCode::not_found);
}

TEST_F(JobServiceTest, CancellingAQueuedJobEndsItAndTellsWatchers) {
    const JobId id = fixture_.accept({fixture_.text("a", "whales")}).id;
    int heard = 0;
    const auto subscription = fixture_.jobs.subscribe(fixture_.context, id, [&] { ++heard; });
    EXPECT_EQ(fixture_.jobs.cancel(fixture_.context, id)->state, JobState::cancelled);
    EXPECT_EQ(heard, 1);
    EXPECT_EQ(fixture_.event_types(id), (std::vector<std::string>{"job.queued", "job.cancelled"}));
    EXPECT_EQ(fixture_.recording.total("jobs_total", {"cancelled"}), 1);
    fixture_.drain();
    EXPECT_TRUE(fixture_.found("whales").empty());
}

TEST_F(JobServiceTest, CancellingAnEndedJobChangesNothing) {
    const domain::Job job = fixture_.ingest({fixture_.text("a", "whales")});
    EXPECT_EQ(fixture_.jobs.cancel(fixture_.context, job.id)->state, JobState::succeeded);
    EXPECT_EQ(fixture_.event_types(job.id).back(), "job.succeeded");
}

TEST_F(JobServiceTest, EventsAfterAnIdAreThoseMissed) {
    const domain::Job job = fixture_.ingest({fixture_.text("a", "whales")});
    const auto all = fixture_.jobs.events(fixture_.context, job.id, 0, 100).value();
    ASSERT_EQ(all.size(), 3U);
    const auto missed = fixture_.jobs.events(fixture_.context, job.id, all[1].id, 100).value();
    ASSERT_EQ(missed.size(), 1U);
    EXPECT_EQ(missed.front(), all[2]);
}

TEST_F(JobServiceTest, NothingIsAnnouncedAfterAJobsEndOrTwice) {
    JobAnnouncer announcer(fixture_.store.events(), fixture_.clock, fixture_.telemetry);
    domain::Job job{.id = {"job_1"}, .state = JobState::running, .counts = {.total = 300}};
    const auto announce = [&](JobState state, std::uint64_t indexed) {
        job.state = state;
        job.counts.indexed = indexed;
        announcer.announce(fixture_.context, {&job, 1}, {});
    };
    announce(JobState::running, 1);
    announce(JobState::running, 50);   // not yet a hundred
    announce(JobState::running, 101);  // told
    announce(JobState::running, 40);   // a slow thread's news
    fixture_.clock.advance(milliseconds{500});
    announce(JobState::running, 102);  // told
    announce(JobState::succeeded, 300);
    announce(JobState::succeeded, 300);
    announce(JobState::running, 299);
    EXPECT_EQ(
        fixture_.event_types(job.id),
        (std::vector<std::string>{"job.running", "job.progress", "job.progress", "job.succeeded"})
    );
    EXPECT_EQ(fixture_.recording.total("jobs_total", {"succeeded"}), 1);
}

}  // namespace
}  // namespace lectern::services
