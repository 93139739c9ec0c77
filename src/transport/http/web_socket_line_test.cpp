#include "transport/http/web_socket_line.hpp"

#include <atomic>

#include <gtest/gtest.h>

#include "transport/http/testing/web_socket_client.hpp"

namespace lectern::transport::http {
namespace {

using namespace std::chrono_literals;
using testing::masked_frame;

/// A line whose clock a test moves.
struct Fixture {
    ServerOptions options{
        .idle_timeout = 75s,
        .write_timeout = 30s,
        .heartbeat = 15s,
        .web_socket = {.max_message_bytes = 100, .max_queued_bytes = 1000, .close_timeout = 5s},
    };
    std::atomic<int> rings = 0;
    std::shared_ptr<Doorbell> bell = std::make_shared<Doorbell>([this] { ++rings; });
    WebSocketLine line{options, bell};
    WebSocketLine::TimePoint start = std::chrono::steady_clock::now();

    /// What the line would write, with the payloads of text frames of the same size as given.
    std::string output() { return line.outbox().take(); }
};

std::string text_frame(std::string_view text) {
    std::string frame;
    append_frame(frame, FrameKind::text, text);
    return frame;
}

std::string close_frame(std::uint16_t code, std::string_view reason) {
    std::string frame;
    append_frame(frame, FrameKind::close, close_payload(code, reason));
    return frame;
}

TEST(WebSocketOutbox, KeepsOrderAndEndsWithTheFirstClose) {
    Fixture f;
    f.line.outbox().send("a");
    f.line.outbox().send("b");
    f.line.outbox().close(4000, "enough");
    f.line.outbox().send("c");
    f.line.outbox().close(4001, "more than enough");
    EXPECT_EQ(f.output(), text_frame("a") + text_frame("b") + close_frame(4000, "enough"));
    EXPECT_EQ(f.output(), "");
    EXPECT_EQ(f.line.outbox().close_code(), 4000);
    EXPECT_GT(f.rings.load(), 0);
}

TEST(WebSocketOutbox, ClosesAPeerThatReadsTooSlowly) {
    Fixture f;
    const std::string text(600, 'x');
    f.line.outbox().send(text);
    EXPECT_EQ(f.output(), text_frame(text));  // on its way, not sent
    f.line.outbox().send(text);               // 600 are unsent: within the bound
    EXPECT_FALSE(f.line.outbox().is_closing());
    f.line.outbox().send(text);
    EXPECT_TRUE(f.line.outbox().is_closing());
    EXPECT_EQ(f.output(), close_frame(close_code::policy_violation, "the peer reads too slowly"));
}

TEST(WebSocketOutbox, WakesWhenThePeerHasCaughtUp) {
    Fixture f;
    EXPECT_TRUE(f.line.outbox().has_room());
    f.line.outbox().send(std::string(200, 'x'));
    EXPECT_FALSE(f.line.outbox().has_room());
    EXPECT_FALSE(f.line.outbox().take_wake(f.start));
    f.output();
    EXPECT_FALSE(f.line.outbox().has_room());
    EXPECT_FALSE(f.line.outbox().take_wake(f.start));
    EXPECT_EQ(f.output(), "");  // so it was sent
    EXPECT_TRUE(f.line.outbox().take_wake(f.start));
    EXPECT_TRUE(f.line.outbox().has_room());
    EXPECT_FALSE(f.line.outbox().take_wake(f.start));
}

TEST(WebSocketOutbox, AnAlarmDoesNotSwallowAWake) {
    Fixture f;
    f.line.outbox().wake();
    f.line.outbox().wake_at(f.start + 10s);
    EXPECT_TRUE(f.line.outbox().take_wake(f.start));
    EXPECT_EQ(f.line.outbox().next_wake(), f.start + 10s);
    EXPECT_FALSE(f.line.outbox().take_wake(f.start + 9s));
    EXPECT_TRUE(f.line.outbox().take_wake(f.start + 10s));
    EXPECT_EQ(f.line.outbox().next_wake(), WebSocketLine::TimePoint::max());
}

TEST(WebSocketOutbox, PutsAWakeOff) {
    Fixture f;
    f.line.outbox().postpone_wake(f.start + 20ms);
    EXPECT_EQ(f.line.outbox().next_wake(), f.start + 20ms);
    EXPECT_FALSE(f.line.outbox().take_wake(f.start));
    EXPECT_TRUE(f.line.outbox().take_wake(f.start + 20ms));
}

TEST(WebSocketOutbox, TakesNothingOnceSevered) {
    Fixture f;
    f.line.outbox().send("a");
    f.line.outbox().sever();
    f.line.outbox().send("b");
    f.line.outbox().close(4000, "");
    EXPECT_EQ(f.output(), "");
    EXPECT_EQ(f.line.outbox().close_code(), close_code::abnormal);
}

TEST(WebSocketLine, AnswersOnlyTheLastOfManyPings) {
    Fixture f;
    f.line.take_input(masked_frame(0x89, "1") + masked_frame(0x89, "2"));
    std::string pong;
    append_frame(pong, FrameKind::pong, "2");
    EXPECT_EQ(f.output(), pong);
}

TEST(WebSocketLine, EchoesACloseAndHandsNothingOverAfterIt) {
    Fixture f;
    f.line.take_input(
        masked_frame(0x81, "hi") + masked_frame(0x88, "\x0f\xa1") + masked_frame(0x81, "late")
    );
    EXPECT_TRUE(f.line.is_closed());
    EXPECT_EQ(f.output(), close_frame(4001, ""));
    EXPECT_EQ(f.line.next_turn(f.start), nullptr);
}

TEST(WebSocketLine, LeavesInputAloneWhileMessagesWait) {
    Fixture f;
    std::string input;
    for (int i = 0; i < 40; ++i) input += masked_frame(0x81, std::to_string(i));
    for (int i = 0; i < 40; ++i) {
        input.erase(0, f.line.take_input(input));
        EXPECT_EQ(f.line.has_room(), input.empty() && i > 24) << i;
        const auto turn = f.line.next_turn(f.start);
        ASSERT_NE(turn, nullptr);
        EXPECT_EQ(turn->message, std::to_string(i));
    }
    EXPECT_EQ(f.line.next_turn(f.start), nullptr);
}

TEST(WebSocketLine, PingsOnlyASilentPeerAndGivesItUpInTheEnd) {
    Fixture f;
    EXPECT_TRUE(f.line.keep_alive(f.start + 10s));
    EXPECT_EQ(f.output(), "");
    f.line.note_heard(f.start + 10s);
    EXPECT_TRUE(f.line.keep_alive(f.start + 20s));
    EXPECT_EQ(f.output(), "");
    EXPECT_EQ(f.line.next_look(false), f.start + 25s);
    for (int ping = 1; ping <= 4; ++ping) {
        EXPECT_TRUE(f.line.keep_alive(f.start + 10s + ping * 15s));
        EXPECT_EQ(f.output(), std::string("\x89\x00", 2)) << ping;
    }
    EXPECT_FALSE(f.line.keep_alive(f.start + 85s));
}

TEST(WebSocketLine, WaitsForAPeerThatTakesSomething) {
    Fixture f;
    f.line.note_unsent(100, f.start);
    f.line.note_heard(f.start + 50s);
    EXPECT_FALSE(f.line.keep_alive(f.start + 30s));
    f.line.note_unsent(99, f.start + 29s);
    f.line.note_unsent(99, f.start + 40s);
    EXPECT_TRUE(f.line.keep_alive(f.start + 58s));
    EXPECT_FALSE(f.line.keep_alive(f.start + 59s));
    f.line.note_unsent(0, f.start + 59s);
    EXPECT_TRUE(f.line.keep_alive(f.start + 59s));
}

TEST(WebSocketLine, WaitsForACloseToBeAnswered) {
    Fixture f;
    f.line.outbox().close(4000, "");
    EXPECT_TRUE(f.line.keep_alive(f.start + 1s));
    EXPECT_EQ(f.line.next_look(false), f.start + 6s);
    EXPECT_TRUE(f.line.keep_alive(f.start + 5s));
    EXPECT_FALSE(f.line.keep_alive(f.start + 6s));
}

TEST(WebSocketLine, DoesNotLookForAWakeWhileBusy) {
    Fixture f;
    f.line.outbox().wake();
    EXPECT_LE(f.line.next_look(false), f.start);
    EXPECT_GT(f.line.next_look(true), f.start);
}

}  // namespace
}  // namespace lectern::transport::http
