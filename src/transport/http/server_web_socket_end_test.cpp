#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "telemetry/recording.hpp"
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
using testing::WebSocketClient;

TEST(ServerWebSocketEnd, ClosesASlowReader) {
    TalkingHandler f;
    RunningServer server(f.handler, {.web_socket = {.close_timeout = 50ms}});
    WebSocketClient client(server.port(), "/talk");
    const auto peer = f.talk->await_peer();
    const std::string text(100'000, 'x');
    for (int i = 0; i < 400; ++i) peer->send(text);  // more than socket buffers hold
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{close_code::policy_violation});
    EXPECT_LT(f.handler.await_ended(1)[0].completion.response_bytes, 400 * text.size());
}

TEST(ServerWebSocketEnd, TellsASlowReaderThatReadsAgain) {
    TalkingHandler f;
    RunningServer server(f.handler, {.web_socket = {.close_timeout = 30s}});
    WebSocketClient client(server.port(), "/talk");
    const auto peer = f.talk->await_peer();
    const std::string text(100'000, 'x');
    for (int i = 0; i < 400; ++i) peer->send(text);
    EXPECT_EQ(client.read_close(), close_code::policy_violation);
    client.send_close(close_code::policy_violation);
    EXPECT_TRUE(client.socket().is_closed());
}

TEST(ServerWebSocketEnd, ClosesWhenThePoolIsFull) {
    TalkingHandler f;
    Gate running;
    Gate release;
    f.handler.on("/block", [&running, &release](Request&) {
        running.open();
        release.wait();
        return Response{};
    });
    RunningServer server(f.handler, {}, {.name = "requests", .threads = 1, .queue_capacity = 1});
    WebSocketClient client(server.port(), "/talk");
    EXPECT_EQ(client.answer().status, 101U);
    Client blocker(server.port());
    Client waiter(server.port());
    blocker.send(get("/block"));
    running.wait();
    waiter.send(get("/echo"));
    while (server.pool().queued() == 0) std::this_thread::yield();
    client.send_text("one too many");
    EXPECT_EQ(client.read_close(), close_code::try_again_later);
    client.send_close(close_code::try_again_later);
    release.open();
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{close_code::try_again_later});
}

TEST(ServerWebSocketEnd, AFullPoolOnlyDelaysAWake) {
    TalkingHandler f;
    Gate running;
    Gate release;
    f.handler.on("/block", [&running, &release](Request&) {
        running.open();
        release.wait();
        return Response{};
    });
    f.talk->on_wake = [](WebSocketPeer& peer) { peer.send("awake"); };
    RunningServer server(f.handler, {}, {.name = "requests", .threads = 1, .queue_capacity = 1});
    WebSocketClient client(server.port(), "/talk");
    Client blocker(server.port());
    Client waiter(server.port());
    blocker.send(get("/block"));
    running.wait();
    waiter.send(get("/echo"));
    while (server.pool().queued() == 0) std::this_thread::yield();
    f.talk->await_peer()->wake();
    client.send(masked_frame(0x89, ""));
    EXPECT_EQ(client.read_frame().first_byte, 0x8A);  // it is looked after meanwhile
    release.open();
    EXPECT_EQ(client.read_text(), "awake");
}

TEST(ServerWebSocketEnd, ReportsAConversationThatThrows) {
    TalkingHandler f;
    f.talk->on_message = [](WebSocketPeer&, const std::string&) {
        throw std::runtime_error("a scripted failure");
    };
    telemetry::Recording recording;
    RunningServer server(f.handler, {}, {.name = "requests", .threads = 2}, recording.telemetry());
    WebSocketClient client(server.port(), "/talk");
    client.send_text("hi");
    EXPECT_EQ(client.read_close(), close_code::internal_error);
    client.send_close(close_code::internal_error);
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{close_code::internal_error});
    ASSERT_EQ(recording.reports().size(), 1U);
    EXPECT_EQ(recording.reports()[0].second, "a scripted failure");
}

TEST(ServerWebSocketEnd, TellsTheConversationThatTheClientIsGone) {
    TalkingHandler f;
    RunningServer server(f.handler);
    WebSocketClient reset(server.port(), "/talk");
    reset.socket().reset();
    EXPECT_EQ(f.talk->await_closed(1)[0], close_code::abnormal);
    WebSocketClient silent(server.port(), "/talk");
    silent.socket().finish_sending();
    EXPECT_EQ(f.talk->await_closed(2)[1], close_code::abnormal);
    WebSocketClient polite(server.port(), "/talk");
    polite.send(masked_frame(0x88, ""));
    polite.socket().finish_sending();
    EXPECT_EQ(polite.read_frame(), (ServerFrame{.first_byte = 0x88, .payload = ""}));
    EXPECT_EQ(f.talk->await_closed(3)[2], close_code::no_status);
    EXPECT_EQ(f.handler.await_ended(3)[2].completion.status, 101U);
}

TEST(ServerWebSocketEnd, AsksABusyConversationToStopWhenTheClientLeaves) {
    TalkingHandler f;
    std::stop_token stop;
    f.handler.on("/stoppable", [&f, &stop](Request& request) {
        stop = request.head.context.stop;
        return Response{.web_socket = f.talk->make_conversation()};
    });
    Gate running;
    f.talk->on_message = [&running, &stop](WebSocketPeer&, const std::string&) {
        Gate stopped;
        const std::stop_callback on_stop(stop, [&stopped] { stopped.open(); });
        running.open();
        stopped.wait();
    };
    RunningServer server(f.handler);
    WebSocketClient client(server.port(), "/stoppable");
    client.send_text("work");
    running.wait();
    EXPECT_FALSE(stop.stop_requested());
    client.send_close(close_code::normal);
    EXPECT_EQ(client.read_close(), close_code::normal);
    EXPECT_TRUE(client.socket().is_closed());  // without waiting for the conversation
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{close_code::normal});
    EXPECT_EQ(f.talk->faults(), 0U);
}

TEST(ServerWebSocketEnd, APeerOutlivesItsConversation) {
    TalkingHandler f;
    std::shared_ptr<WebSocketPeer> peer;
    {
        RunningServer server(f.handler);
        WebSocketClient client(server.port(), "/talk");
        peer = f.talk->await_peer();
        client.send_close(close_code::normal);
        client.read_close();
        f.talk->await_closed(1);
        peer->send("into the void");
        peer->wake();
    }
    peer->send("still nobody");
    peer->close(4000, "");
    peer->wake_at(std::chrono::steady_clock::now());
}

TEST(ServerWebSocketEnd, PingsAndGivesUpASilentPeer) {
    TalkingHandler f;
    // A ping has to be answered before the next: long enough for a client that is kept waiting.
    RunningServer server(f.handler, {.idle_timeout = 1ms, .heartbeat = 400ms});
    WebSocketClient lively(server.port(), "/talk");
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(lively.read_frame(), (ServerFrame{.first_byte = 0x89, .payload = ""}));
        lively.send(masked_frame(0x8A, ""));
    }
    // From here on it is silent.
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{close_code::abnormal});
}

TEST(ServerWebSocketEnd, DoesNotWaitForeverForACloseToBeAnswered) {
    TalkingHandler f;
    RunningServer server(f.handler, {.web_socket = {.close_timeout = 20ms}});
    WebSocketClient client(server.port(), "/talk");
    f.talk->await_peer()->close(4000, "bye");
    EXPECT_EQ(client.read_close(), 4000);
    EXPECT_TRUE(client.socket().is_closed());
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{4000});
}

TEST(ServerWebSocketStop, SaysGoingAwayAfterWhatWasSent) {
    TalkingHandler f;
    RunningServer server(f.handler);
    WebSocketClient client(server.port(), "/talk");
    f.talk->await_peer()->send("last words");
    std::jthread stopper([&server] { server.server().stop(60s); });
    EXPECT_EQ(client.read_text(), "last words");
    EXPECT_EQ(client.read_close(), close_code::going_away);
    client.send_close(close_code::going_away);
    EXPECT_TRUE(client.socket().is_closed());
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{close_code::going_away});
}

TEST(ServerWebSocketStop, EndsWithTheGrace) {
    TalkingHandler f;
    RunningServer server(f.handler, {.web_socket = {.close_timeout = 60s}});
    WebSocketClient client(server.port(), "/talk");
    f.talk->await_peer();
    server.server().stop(10ms);  // comes back although the client never answers
    EXPECT_EQ(f.talk->await_closed(1), std::vector<std::uint16_t>{close_code::going_away});
    EXPECT_EQ(f.handler.await_ended(1)[0].completion.status, 101U);
}

TEST(ServerWebSocketStop, EndsManyUnderLoad) {
    TalkingHandler f;
    auto server = std::make_unique<RunningServer>(f.handler, ServerOptions{.io_threads = 2});
    constexpr std::size_t clients = 16;
    std::atomic<std::size_t> echoed = 0;
    std::atomic<std::size_t> told = 0;
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < clients; ++i) {
        threads.emplace_back([port = server->port(), &echoed, &told] {
            WebSocketClient client(port, "/talk");
            for (auto frame = ServerFrame{.first_byte = 0x81}; frame.first_byte == 0x81;) {
                client.send_text("hi");
                frame = client.read_frame();
                if (frame.first_byte == 0x81) ++echoed;
                if (frame.first_byte != 0x88) continue;
                ++told;
                client.send(masked_frame(0x88, frame.payload));
            }
        });
    }
    while (echoed < 2000) std::this_thread::yield();
    server->server().stop(60s);
    threads.clear();
    EXPECT_EQ(told.load(), clients);
    EXPECT_EQ(f.talk->await_closed(clients).size(), clients);
    EXPECT_EQ(f.talk->faults(), 0U);
}

}  // namespace
}  // namespace lectern::transport::http
