#include "core/request_context.hpp"

#include <gtest/gtest.h>

#include "core/hex.hpp"

namespace lectern {
namespace {

constexpr std::string_view sample = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

TEST(Traceparent, ComesBackAsItWas) {
    const auto trace = parse_traceparent(sample);
    ASSERT_TRUE(trace);
    EXPECT_EQ(trace->trace_id_hex(), "4bf92f3577b34da6a3ce929d0e0e4736");
    EXPECT_EQ(trace->span_id_hex(), "00f067aa0ba902b7");
    EXPECT_TRUE(trace->sampled);
    EXPECT_EQ(trace->traceparent(), sample);
}

TEST(Traceparent, OfALaterVersionMayBeLonger) {
    EXPECT_TRUE(parse_traceparent("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more"));
    EXPECT_FALSE(parse_traceparent("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01more"));
}

TEST(Traceparent, IsIgnoredWhenMalformed) {
    for (const std::string_view bad : {
             "",
             "00",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
             "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
             "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
             "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
             "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
             "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
         }) {
        EXPECT_FALSE(parse_traceparent(bad)) << bad;
    }
}

TEST(RequestContext, FailsOnceItsTimeIsUp) {
    RequestContext context;
    EXPECT_TRUE(context.check());
    context.deadline = std::chrono::steady_clock::now() + std::chrono::hours{1};
    EXPECT_TRUE(context.check());
    context.deadline = std::chrono::steady_clock::now() - std::chrono::milliseconds{1};
    EXPECT_EQ(context.check().error().code, ErrorCode::deadline_exceeded);
    EXPECT_EQ(context.remaining(std::chrono::seconds{5}).count(), 0);
}

TEST(RequestContext, FailsOnceItIsStopped) {
    std::stop_source source;
    RequestContext context;
    context.stop = source.get_token();
    EXPECT_TRUE(context.check());
    source.request_stop();
    EXPECT_EQ(context.check().error().code, ErrorCode::cancelled);
}

TEST(RequestContext, HasTheTimeAskedForWithoutADeadline) {
    RequestContext context;
    EXPECT_EQ(context.remaining(std::chrono::seconds{5}), std::chrono::seconds{5});
    context.deadline = std::chrono::steady_clock::now() + std::chrono::hours{1};
    EXPECT_EQ(context.remaining(std::chrono::seconds{5}), std::chrono::seconds{5});
}

TEST(Hex, RefusesWhatItWouldNotWrite) {
    std::array<std::uint8_t, 2> bytes{};
    EXPECT_TRUE(from_hex("00ff", bytes));
    EXPECT_EQ(to_hex(bytes), "00ff");
    EXPECT_FALSE(from_hex("00fF", bytes));
    EXPECT_FALSE(from_hex("00f", bytes));
    EXPECT_FALSE(from_hex("00fg", bytes));
}

}  // namespace
}  // namespace lectern
