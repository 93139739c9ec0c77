#include "transport/common/request_record.hpp"

#include <thread>

#include <gtest/gtest.h>

#include "telemetry/recording.hpp"

namespace lectern::transport {
namespace {

using telemetry::LogLevel;
using telemetry::Recording;

FinishedRequest request(std::optional<ErrorCode> outcome) {
    return {
        .protocol = "grpc",
        .endpoint = "lectern.v1.JobService/GetJob",
        .method = "unary",
        .status = outcome ? "NOT_FOUND" : "OK",
        .outcome = outcome,
        .duration = std::chrono::milliseconds{250},
    };
}

TEST(RequestRecord, CountsByStatusAndTimesByOutcome) {
    Recording recording;
    record_finished(recording.telemetry(), {}, request(std::nullopt));
    record_finished(recording.telemetry(), {}, request(ErrorCode::not_found));
    const std::string endpoint = "lectern.v1.JobService/GetJob";
    EXPECT_EQ(recording.total("api_requests_total", {"grpc", endpoint, "unary", "OK"}), 1);
    EXPECT_EQ(recording.total("api_requests_total", {"grpc", endpoint, "unary", "NOT_FOUND"}), 1);
    EXPECT_EQ(recording.total("api_request_duration_seconds", {"grpc", endpoint, "ok"}), 0.25);
    EXPECT_EQ(
        recording.total("api_request_duration_seconds", {"grpc", endpoint, "not_found"}), 0.25
    );
}

TEST(RequestRecord, WritesOneLineWhoseLevelSaysWhoseFaultItWas) {
    Recording recording;
    FinishedRequest routine = request(std::nullopt);
    routine.is_routine = true;
    FinishedRequest broken = request(ErrorCode::internal);
    broken.is_server_failure = true;
    broken.is_routine = true;
    record_finished(recording.telemetry(), {.request_id = "r-7"}, request(std::nullopt));
    record_finished(recording.telemetry(), {}, routine);
    record_finished(recording.telemetry(), {}, broken);
    const auto lines = recording.lines();
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].level, LogLevel::info);
    EXPECT_EQ(lines[0].request_id, "r-7");
    EXPECT_EQ(lines[1].level, LogLevel::debug);
    EXPECT_EQ(lines[2].level, LogLevel::warning);
}

TEST(RequestRecord, CountsForTheTenantOnceItIsKnown) {
    Recording recording;
    const RequestContext context{.progress = std::make_shared<RequestProgress>()};
    record_finished(recording.telemetry(), context, request(ErrorCode::unauthenticated));
    context.progress->identify("acme");
    record_finished(recording.telemetry(), context, request(ErrorCode::not_found));
    EXPECT_EQ(recording.total("tenant_requests_total", {"acme", "not_found"}), 1);
    for (const auto& one : recording.measurements()) {
        EXPECT_FALSE(one.metric == "tenant_requests_total" && one.labels[0] == "default");
    }
}

TEST(RequestRecord, TellsTheStagesOfASlowRequestAlone) {
    Recording recording;
    const RequestContext context{.progress = std::make_shared<RequestProgress>()};
    context.progress->begin("lexical");
    context.progress->end("lexical", std::chrono::microseconds{1500});
    FinishedRequest routine = request(std::nullopt);
    routine.is_routine = true;
    record_finished(recording.telemetry(), context, routine);
    context.progress->mark_slow();
    record_finished(recording.telemetry(), context, routine);
    const auto lines = recording.lines();
    EXPECT_EQ(lines[0].level, LogLevel::debug);
    EXPECT_EQ(lines[0].fields.back().first, "remote_address");
    EXPECT_EQ(lines[1].level, LogLevel::info) << "a slow probe is news";
    EXPECT_EQ(
        lines[1].fields.back(), std::pair(std::string("stages"), std::string("lexical=1.500"))
    );
}

TEST(RequestRecord, WatchesWhatMayBeSlowButNoStreams) {
    Recording recording;
    auto telemetry = recording.telemetry();
    telemetry::RunningRequests requests(
        std::chrono::milliseconds{1}, telemetry.log, telemetry.metrics
    );
    telemetry.requests = &requests;
    const RequestContext context{.progress = std::make_shared<RequestProgress>()};
    {
        const InFlight stream(
            telemetry, context, {.protocol = "grpc", .endpoint = "watch", .is_stream = true}
        );
        const InFlight call(telemetry, context, {.protocol = "grpc", .endpoint = "call"});
        const InFlight unwatched(telemetry, {}, {.protocol = "grpc", .endpoint = "other"});
        while (recording.lines().empty()) std::this_thread::yield();
    }
    EXPECT_TRUE(context.progress->is_slow());
    EXPECT_EQ(recording.total("api_slow_requests_total", {"grpc", "call"}), 1);
    EXPECT_EQ(recording.lines().size(), 1U);
}

TEST(RequestRecord, CountsInFlightUntilTheEnd) {
    Recording recording;
    const auto telemetry = recording.telemetry();
    {
        const InFlight one(telemetry, {}, {.protocol = "grpc"});
        const InFlight two(telemetry, {}, {.protocol = "grpc"});
        EXPECT_EQ(recording.total("api_requests_in_flight", {"grpc"}), 2);
    }
    EXPECT_EQ(recording.total("api_requests_in_flight", {"grpc"}), 0);
}

}  // namespace
}  // namespace lectern::transport
