#include "services/job_retention.hpp"

#include <gtest/gtest.h>

#include "services/testing/service_fixture.hpp"

namespace lectern::services {
namespace {

using std::chrono::hours;

class JobRetentionTest : public ::testing::Test {
  protected:
    JobRetention retention(JobRetention::Options options) {
        return {fixture_.store.jobs(), fixture_.store.events(), fixture_.clock, {}, options};
    }
    bool is_there(const JobId& job) {
        return fixture_.store.jobs().find(fixture_.context, job).has_value();
    }

    ServiceFixture fixture_;
};

TEST_F(JobRetentionTest, ForgetsJobsAndEventsAfterTheirTime) {
    const JobId old = fixture_.ingest({fixture_.text("a", "whales")}).id;
    fixture_.clock.advance(hours{2});
    const JobId recent = fixture_.ingest({fixture_.text("b", "ships")}).id;
    fixture_.clock.advance(hours{1});
    ASSERT_FALSE(fixture_.store.events().read(fixture_.context, old, 0, 10)->empty());

    auto keeper = retention({.keep_for = hours{2}});
    EXPECT_EQ(keeper.sweep(fixture_.context).value(), 1U);
    EXPECT_FALSE(is_there(old));
    EXPECT_TRUE(fixture_.store.events().read(fixture_.context, old, 0, 10)->empty());
    EXPECT_TRUE(is_there(recent));
    EXPECT_EQ(keeper.sweep(fixture_.context).value(), 0U);
}

TEST_F(JobRetentionTest, ForgetsMoreThanOneStepOfJobs) {
    for (int i = 0; i < 250; ++i)
        fixture_.accept({fixture_.text("document " + std::to_string(i), "whales")});
    fixture_.drain();
    fixture_.clock.advance(hours{1});
    EXPECT_EQ(retention({.keep_for = hours{1} / 2}).sweep(fixture_.context).value(), 250U);
}

TEST_F(JobRetentionTest, SweepsWhenStarted) {
    const JobId old = fixture_.ingest({fixture_.text("a", "whales")}).id;
    fixture_.clock.advance(hours{2});
    auto keeper = retention({.keep_for = hours{1}});
    keeper.start();
    while (is_there(old)) std::this_thread::yield();
    keeper.stop();
}

TEST_F(JobRetentionTest, KeepsAllForEverWhenToldSo) {
    const JobId old = fixture_.ingest({fixture_.text("a", "whales")}).id;
    fixture_.clock.advance(hours{100'000});
    auto keeper = retention({.keep_for = hours{0}});
    keeper.start();
    keeper.stop();
    EXPECT_TRUE(is_there(old));
}

}  // namespace
}  // namespace lectern::services
