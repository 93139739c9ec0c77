#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "transport/http/server.hpp"
#include "transport/http/testing/running_server.hpp"
#include "transport/http/testing/scripted_conversation.hpp"
#include "transport/http/testing/web_socket_client.hpp"

namespace lectern::transport::http {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::Gate;
using testing::get;
using testing::masked_frame;
using testing::RunningServer;
using testing::ServerFrame;
using testing::TalkingHandler;
using testing::upgrade;
using testing::WebSocketClient;

TEST(ServerWebSocket, GrantsAnUpgradeAndTalks) {
    TalkingHandler f;
    RunningServer server(f.handler);
    WebSocketClient client(server.port(), "/talk");
    EXPECT_EQ(client.answer().status, 101U);
    EXPECT_EQ(client.answer().header("upgrade"), "websocket");
    EXPECT_EQ(client.answer().header("connection"), "Upgrade");
    EXPECT_EQ(client.answer().header("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    EXPECT_EQ(client.answer().header("sec-websocket-protocol"), "");
    EXPECT_EQ(client.answer().header("sec-websocket-extensions"), "");
    EXPECT_EQ(client.answer().header("content-length"), "");
    EXPECT_NE(client.answer().header("x-request-id"), "");
    client.send_text("hello");
    EXPECT_EQ(client.read_text(), "hello");
    client.send_close(4001);
    EXPECT_EQ(client.read_close(), 4001);
    EXPECT_TRUE(client.socket().is_closed());
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{4001});
    const auto ended = f.handler.await_ended(1);
    ASSERT_EQ(ended.size(), 1U);
    EXPECT_EQ(ended[0].completion.status, 101U);
    EXPECT_EQ(ended[0].completion.endpoint, "/talk");
    EXPECT_EQ(ended[0].completion.request_bytes, 6U + 5U + 6U + 2U);
    EXPECT_EQ(ended[0].completion.response_bytes, 2U + 5U + 2U + 2U);
}

TEST(ServerWebSocket, TakesFramesThatCameWithTheRequest) {
    TalkingHandler f;
    RunningServer server(f.handler);
    Client socket(server.port());
    socket.send(upgrade("/talk") + masked_frame(0x81, "eager"));
    EXPECT_EQ(socket.read_answer().status, 101U);
    EXPECT_EQ(
        socket.take(7),
        "\x81\x05"
        "eager"
    );
}

TEST(ServerWebSocket, ShowsTheHeadAndSendsTheHandlersHeaders) {
    TalkingHandler f;
    f.handler.on("/guarded", [&f](Request& request) {
        EXPECT_TRUE(asks_for_web_socket(request.head));
        if (request.head.header("origin") != "https://friend") return Response{.status = 403};
        f.talk->subprotocol = offered_subprotocols(request.head).at(1);
        return Response{
            .headers = {{"X-Spoken", "yes"}}, .web_socket = f.talk->make_conversation()
        };
    });
    RunningServer server(f.handler);
    const WebSocketClient stranger(server.port(), "/guarded", "Origin: https://elsewhere\r\n");
    EXPECT_EQ(stranger.answer().status, 403U);
    const WebSocketClient friendly(
        server.port(), "/guarded", "Origin: https://friend\r\nSec-WebSocket-Protocol: a, b\r\n"
    );
    EXPECT_EQ(friendly.answer().status, 101U);
    EXPECT_EQ(friendly.answer().header("x-spoken"), "yes");
    EXPECT_EQ(friendly.answer().header("sec-websocket-protocol"), "b");
}

TEST(ServerWebSocket, ReportsASubprotocolThatNobodyOffered) {
    TalkingHandler f;
    f.talk->subprotocol = "a";
    RunningServer server(f.handler);
    const WebSocketClient client(server.port(), "/talk", "Sec-WebSocket-Protocol: b\r\n");
    EXPECT_EQ(client.answer().status, 500U);
    EXPECT_TRUE(f.talk->await_closed(1).empty());  // it was never opened
    EXPECT_EQ(f.talk->faults(), 0U);
}

TEST(ServerWebSocket, RefusesWhatIsNoUpgradeAndKeepsTheConnection) {
    TalkingHandler f;
    RunningServer server(f.handler);
    Client client(server.port());
    const auto plain = client.ask(get("/talk"));
    EXPECT_EQ(plain.status, 426U);
    EXPECT_EQ(plain.header("upgrade"), "websocket");
    EXPECT_EQ(plain.header("connection"), "Upgrade");
    EXPECT_EQ(plain.header("sec-websocket-version"), "13");
    EXPECT_EQ(plain.header("content-type"), "application/problem+json");
    auto keyless = upgrade("/talk");
    keyless.replace(keyless.find("Sec-WebSocket-Key"), 17, "Sec-WebSocket-Kex");
    EXPECT_EQ(client.ask(keyless).status, 400U);
    EXPECT_EQ(client.ask(get("/echo")).status, 200U);
}

TEST(ServerWebSocket, AnswersOtherUpgradesAsIfTheyWereNone) {
    TalkingHandler f;
    RunningServer server(f.handler);
    Client client(server.port());
    EXPECT_EQ(client.ask(upgrade("/echo")).status, 200U);
    EXPECT_EQ(client.ask(get("/echo")).status, 200U);
}

TEST(ServerWebSocket, ClosesOnMalformedFrames) {
    TalkingHandler f;
    RunningServer server(f.handler, {.web_socket = {.max_message_bytes = 1000}});
    const struct {
        std::string bytes;
        std::uint16_t code;
    } cases[] = {
        {"\x81\x02hi", close_code::protocol_error},
        {masked_frame(0xC1, "compressed"), close_code::protocol_error},
        {masked_frame(0x80, "continues nothing"), close_code::protocol_error},
        {masked_frame(0x82, "binary"), close_code::unsupported_data},
        {masked_frame(0x81, "\xff"), close_code::invalid_text},
        {masked_frame(0x81, std::string(1001, 'x')), close_code::message_too_big},
        {masked_frame(0x81, std::string(3'000'000, 'x')), close_code::message_too_big},
        {masked_frame(0x01, std::string(600, 'x')) + masked_frame(0x80, std::string(600, 'x')),
         close_code::message_too_big},
        {masked_frame(0x88, "\x03\xed"), close_code::protocol_error},
        {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", close_code::protocol_error},
    };
    std::vector<std::uint16_t> expected;
    for (const auto& [bytes, code] : cases) {
        WebSocketClient client(server.port(), "/talk");
        client.send(bytes);
        EXPECT_EQ(client.read_close(), code);
        EXPECT_TRUE(client.socket().is_closed());
        client.socket().close();
        expected.push_back(code);
        EXPECT_EQ(f.talk->await_closed(expected.size()), expected);
    }
    EXPECT_EQ(f.talk->faults(), 0U);
}

TEST(ServerWebSocket, CarriesMessagesUpToTheLimit) {
    TalkingHandler f;
    RunningServer server(f.handler);
    WebSocketClient client(server.port(), "/talk");
    const std::string large(std::size_t{1} << 20, 'x');
    for (int i = 0; i < 3; ++i) {
        client.send_text(large);
        EXPECT_TRUE(client.read_text() == large);
    }
    client.send(masked_frame(0x01, large.substr(1)) + masked_frame(0x80, "y"));
    EXPECT_TRUE(client.read_text() == large.substr(1) + "y");
}

TEST(ServerWebSocket, KeepsMessagesInOrderAndOneAtATime) {
    TalkingHandler f;
    RunningServer server(f.handler);
    WebSocketClient client(server.port(), "/talk");
    constexpr int count = 2000;
    std::jthread sender([&client] {
        for (int i = 0; i < count; ++i) client.send_text(std::to_string(i));
    });
    for (int i = 0; i < count; ++i) ASSERT_EQ(client.read_text(), std::to_string(i));
    EXPECT_EQ(f.talk->faults(), 0U);
}

TEST(ServerWebSocket, AnswersPingsWhileTheConversationIsBusy) {
    TalkingHandler f;
    Gate running;
    Gate release;
    f.talk->on_message = [&running, &release](WebSocketPeer& peer, const std::string&) {
        running.open();
        release.wait();
        peer.send("done");
    };
    RunningServer server(f.handler);
    WebSocketClient client(server.port(), "/talk");
    client.send_text("work");
    running.wait();
    client.send(masked_frame(0x89, "there?"));
    EXPECT_EQ(client.read_frame(), (ServerFrame{.first_byte = 0x8A, .payload = "there?"}));
    release.open();
    EXPECT_EQ(client.read_text(), "done");
}

TEST(ServerWebSocket, StopsReadingWhenTheConversationIsSlow) {
    TalkingHandler f;
    Gate release;
    f.talk->on_message = [&release](WebSocketPeer&, const std::string&) { release.wait(); };
    RunningServer server(f.handler);
    WebSocketClient client(server.port(), "/talk");
    constexpr std::size_t lot = std::size_t{64} << 20;
    std::string flood;
    while (flood.size() < lot) flood += masked_frame(0x81, std::string(100'000, 'x'));
    EXPECT_LT(client.socket().send_until_stalled(flood), lot / 2);
    release.open();
}

TEST(ServerWebSocket, SendsWhatIsSaidWhileOpening) {
    TalkingHandler f;
    f.talk->on_open = [](WebSocketPeer& peer) {
        peer.send("welcome");
        peer.close(4000, "that is all");
    };
    RunningServer server(f.handler);
    WebSocketClient client(server.port(), "/talk");
    EXPECT_EQ(client.answer().status, 101U);
    EXPECT_EQ(client.read_text(), "welcome");
    const auto close = client.read_frame();
    EXPECT_EQ(close.payload, "\x0f\xa0that is all");
    client.send_text("too late");
    client.send_close(4000);
    EXPECT_TRUE(client.socket().is_closed());
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{4000});
    EXPECT_EQ(f.talk->faults(), 0U);
}

TEST(ServerWebSocket, SendsFromAnyThread) {
    TalkingHandler f;
    RunningServer server(f.handler, {.io_threads = 2});
    WebSocketClient client(server.port(), "/talk");
    const auto peer = f.talk->await_peer();
    constexpr int threads = 4;
    constexpr int each = 500;
    std::vector<std::jthread> senders;
    for (int t = 0; t < threads; ++t) {
        senders.emplace_back([&peer, t] {
            for (int i = 0; i < each; ++i) peer->send(std::to_string(t * each + i));
        });
    }
    std::vector<int> next(threads, 0);
    for (int i = 0; i < threads * each; ++i) {
        const int number = std::stoi(client.read_text());
        ASSERT_EQ(number % each, next[static_cast<std::size_t>(number / each)]++);
    }
}

TEST(ServerWebSocket, WakesTheConversationOnDemand) {
    TalkingHandler f;
    std::atomic<int> wakes = 0;
    f.talk->on_wake = [&wakes](WebSocketPeer& peer) { peer.send(std::to_string(++wakes)); };
    RunningServer server(f.handler);
    WebSocketClient client(server.port(), "/talk");
    const auto peer = f.talk->await_peer();
    peer->wake();
    EXPECT_EQ(client.read_text(), "1");
    peer->wake_at(std::chrono::steady_clock::now() + 1ms);
    EXPECT_EQ(client.read_text(), "2");
}

TEST(ServerWebSocket, WakesTheConversationWhenTheClientHasCaughtUp) {
    TalkingHandler f;
    std::atomic<std::size_t> sent = 0;
    constexpr std::size_t count = 300;
    const std::string text(100'000, 'x');
    f.talk->on_wake = [&sent, &text](WebSocketPeer& peer) {
        while (sent < count && peer.has_room()) {
            peer.send(text);
            ++sent;
        }
    };
    RunningServer server(f.handler);
    WebSocketClient client(server.port(), "/talk");
    f.talk->await_peer()->wake();
    // 30 MB, more than all buffers between the two hold, pass the bound of 1 MiB.
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(client.read_text().size(), text.size()) << i;
}

}  // namespace
}  // namespace lectern::transport::http
