#include "telemetry/running_requests.hpp"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "telemetry/recording.hpp"
#include "telemetry/stage.hpp"

namespace lectern::telemetry {
namespace {

using namespace std::chrono_literals;

RunningRequests::Request request(const std::string& id) {
    return {
        .context = {.request_id = id, .progress = std::make_shared<RequestProgress>()},
        .protocol = "rest",
        .endpoint = "/v1/retrieve",
        .method = "POST",
    };
}

class RunningRequestsTest : public testing::Test {
  protected:
    std::string field(const std::string& name) const {
        const Recording::Line line = recording_.lines().at(0);
        for (const auto& [known, value] : line.fields) {
            if (known == name) return value;
        }
        return "(absent)";
    }
    void wait_for_lines(std::size_t count) const {
        while (recording_.lines().size() < count) std::this_thread::yield();
    }

    Recording recording_;
    Telemetry telemetry_ = recording_.telemetry();
};

TEST_F(RunningRequestsTest, LogsARequestWhileItRunsWithWhatItDidAndWhereItIs) {
    RunningRequests requests(1ms, telemetry_.log, telemetry_.metrics);
    auto slow = request("r-1");
    const RequestContext context = slow.context;
    context.progress->identify("acme");
    const Stage total(telemetry_, context, {.name = "total"});
    {
        const Stage lexical(telemetry_, context, {.name = "lexical"});
    }
    const RunningRequests::Stay stay(requests, std::move(slow));
    wait_for_lines(1);
    const auto line = recording_.lines().at(0);
    EXPECT_EQ(line.message, "request is slow");
    EXPECT_EQ(line.level, LogLevel::warning);
    EXPECT_EQ(line.request_id, "r-1");
    EXPECT_EQ(field("protocol"), "rest");
    EXPECT_EQ(field("endpoint"), "/v1/retrieve");
    EXPECT_TRUE(field("stages").starts_with("lexical=")) << field("stages");
    EXPECT_TRUE(field("running_stages").starts_with("total=")) << field("running_stages");
    EXPECT_GE(std::stod(field("duration_ms")), 1);
    EXPECT_EQ(recording_.total("api_slow_requests_total", {"rest", "/v1/retrieve"}), 1);
}

TEST_F(RunningRequestsTest, LogsEachSlowRequestOnce) {
    RunningRequests requests(1ms, telemetry_.log, telemetry_.metrics);
    const RunningRequests::Stay one(requests, request("r-1"));
    const RunningRequests::Stay two(requests, request("r-2"));
    wait_for_lines(2);
    const RunningRequests::Stay three(requests, request("r-3"));
    wait_for_lines(3);
    EXPECT_EQ(recording_.lines()[0].request_id, "r-1");
    EXPECT_EQ(recording_.lines()[1].request_id, "r-2");
    EXPECT_EQ(recording_.lines()[2].request_id, "r-3");
}

TEST_F(RunningRequestsTest, MarksWhatWasSlowWhenItGoes) {
    RunningRequests requests(1ms, telemetry_.log, telemetry_.metrics);
    auto slow = request("r-1");
    const auto progress = slow.context.progress;
    {
        const RunningRequests::Stay stay(requests, std::move(slow));
        wait_for_lines(1);
        EXPECT_FALSE(progress->is_slow());
    }
    EXPECT_TRUE(progress->is_slow());
}

TEST_F(RunningRequestsTest, SaysNothingAboutQuickOnes) {
    auto quick = request("r-1");
    const auto progress = quick.context.progress;
    {
        RunningRequests requests(1h, telemetry_.log, telemetry_.metrics);
        const RunningRequests::Stay stay(requests, std::move(quick));
    }
    EXPECT_FALSE(progress->is_slow());
    EXPECT_TRUE(recording_.lines().empty());
}

TEST_F(RunningRequestsTest, StandsThreadsThatComeAndGo) {
    RunningRequests requests(1ms, telemetry_.log, telemetry_.metrics);
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 500; ++n) {
                const std::size_t before = recording_.lines().size();
                const RunningRequests::Stay stay(requests, request("r"));
                if (n % 100 == 0) wait_for_lines(before + 1);
            }
        });
    }
    threads.clear();
    EXPECT_GE(recording_.lines().size(), 5U);
}

}  // namespace
}  // namespace lectern::telemetry
