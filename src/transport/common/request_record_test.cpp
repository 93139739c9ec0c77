#include "transport/common/request_record.hpp"

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

TEST(RequestRecord, CountsInFlightUntilTheEnd) {
    Recording recording;
    const telemetry::Metrics metrics(recording);
    {
        const InFlight one(metrics, "grpc");
        const InFlight two(metrics, "grpc");
        EXPECT_EQ(recording.total("api_requests_in_flight", {"grpc"}), 2);
    }
    EXPECT_EQ(recording.total("api_requests_in_flight", {"grpc"}), 0);
}

}  // namespace
}  // namespace lectern::transport
