#include "telemetry/sentry/breadcrumbs.hpp"

#include <thread>

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "telemetry/recording.hpp"

namespace lectern::telemetry::sentry {
namespace {

const RequestContext one{.request_id = "request-1"};
const RequestContext other{.request_id = "request-2"};

std::vector<std::string> messages(const std::vector<Breadcrumb>& crumbs) {
    std::vector<std::string> texts;
    for (const Breadcrumb& crumb : crumbs) texts.push_back(crumb.message);
    return texts;
}

class BreadcrumbsTest : public ::testing::Test {
  protected:
    ManualClock clock_;
    Recording next_;
    Breadcrumbs crumbs_{clock_, next_};
    Log log_{crumbs_};
};

TEST_F(BreadcrumbsTest, PassesEveryLineOn) {
    log_.info(one, "looked up", {{"count", 3}});
    ASSERT_EQ(next_.lines().size(), 1U);
    EXPECT_EQ(next_.lines()[0].message, "looked up");
    EXPECT_EQ(next_.lines()[0].request_id, "request-1");
}

TEST_F(BreadcrumbsTest, GivesTheLinesOfARequestAndOfNoneButNeverAnothers) {
    log_.info(one, "of one");
    log_.info(other, "of the other");
    log_.write(LogLevel::warning, nullptr, "of none");
    log_.error(one, "of one again");
    using Texts = std::vector<std::string>;
    EXPECT_EQ(messages(crumbs_.last("request-1", 9)), (Texts{"of one", "of none", "of one again"}));
    EXPECT_EQ(messages(crumbs_.last("request-2", 9)), (Texts{"of the other", "of none"}));
    EXPECT_EQ(messages(crumbs_.last("", 9)), (Texts{"of none"}));
    EXPECT_EQ(messages(crumbs_.last("request-1", 1)), (Texts{"of one again"}));
    EXPECT_TRUE(crumbs_.last("request-1", 0).empty());
}

TEST_F(BreadcrumbsTest, KeepsTimeLevelAndFields) {
    clock_.advance(std::chrono::milliseconds{1234});
    log_.error(one, "broke", {{"file", "a\"b"}, {"count", 7}, {"ok", true}});
    const auto crumb = crumbs_.last("request-1", 9).at(0);
    EXPECT_EQ(crumb.time, clock_.now());
    EXPECT_EQ(crumb.level, LogLevel::error);
    EXPECT_EQ(crumb.fields, R"("file":"a\"b","count":7,"ok":true)");
}

TEST_F(BreadcrumbsTest, RemembersABoundedNumberOfTheLast) {
    for (std::size_t i = 0; i < Breadcrumbs::kept + 10; ++i)
        log_.info(one, "line " + std::to_string(i));
    const auto crumbs = crumbs_.last("request-1", 100'000);
    ASSERT_EQ(crumbs.size(), Breadcrumbs::kept);
    EXPECT_EQ(crumbs.front().message, "line 10");
    EXPECT_EQ(crumbs.back().sequence, Breadcrumbs::kept + 10);
}

TEST_F(BreadcrumbsTest, LeavesOutFieldsThatDoNotFit) {
    const std::string large(600, 'x');
    log_.info(one, "full", {{"a", large}, {"b", large}, {"c", large}, {"d", 4}});
    const auto crumb = crumbs_.last("request-1", 1).at(0);
    const auto fields = boost::json::parse("{" + crumb.fields + "}").as_object();
    EXPECT_TRUE(fields.contains("a"));
    EXPECT_FALSE(fields.contains("c"));
    EXPECT_EQ(fields.at("d"), 4);
}

RC_GTEST_PROP(Breadcrumbs, StayJsonOnOneLineWhateverIsLogged, ()) {
    const ManualClock clock;
    Recording next;
    Breadcrumbs crumbs(clock, next);
    const auto message = *rc::gen::arbitrary<std::string>();
    const auto value = *rc::gen::arbitrary<std::string>();
    const auto times = *rc::gen::inRange(1, 200);
    std::string long_value;
    for (int i = 0; i < times; ++i) long_value += value;
    Log(crumbs).info(one, message, {{"name", long_value}, {value, true}});
    const auto crumb = crumbs.last("request-1", 1).at(0);
    RC_ASSERT(boost::json::parse("{" + crumb.fields + "}").is_object());
    for (const std::string& text : {crumb.message, crumb.fields})
        RC_ASSERT(text.find_first_of("\n\t") == std::string::npos);
}

TEST_F(BreadcrumbsTest, AreWrittenByManyThreadsAtOnce) {
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([this, i] {
                const RequestContext own{.request_id = "thread-" + std::to_string(i)};
                for (int n = 0; n < 1000; ++n) log_.info(own, "line", {{"count", n}});
            });
        }
        for (int n = 0; n < 100; ++n) {
            for (const Breadcrumb& crumb : crumbs_.last("thread-1", 9))
                EXPECT_EQ(crumb.message, "line");
        }
    }
    EXPECT_EQ(next_.lines().size(), 4000U);
}

TEST_F(BreadcrumbsTest, ShowASignalHandlerTheSameInOrder) {
    for (std::size_t i = 0; i < Breadcrumbs::kept + 3; ++i) log_.info(one, "line");
    std::uint64_t before = 0;
    for (std::size_t i = 0; i < Breadcrumbs::kept; ++i) {
        const auto* slot = crumbs_.at_place(crumbs_.oldest_place() + i);
        ASSERT_NE(slot, nullptr);
        EXPECT_GT(slot->sequence, before);
        before = slot->sequence;
    }
    EXPECT_EQ(before, Breadcrumbs::kept + 3);
}

}  // namespace
}  // namespace lectern::telemetry::sentry
