#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "transport/http/server.hpp"
#include "transport/http/testing/client.hpp"
#include "transport/http/testing/running_server.hpp"

namespace lectern::transport::http {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::Feed;
using testing::Gate;
using testing::get;
using testing::post;
using testing::RunningServer;
using testing::ScriptedHandler;

constexpr auto long_grace = 60s;

TEST(ServerStop, EndsIdleConnections) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client fresh(server.port());
    Client used(server.port());
    EXPECT_EQ(used.ask(get("/echo")).status, 200U);
    server.server().stop(long_grace);
    EXPECT_TRUE(fresh.is_closed());
    EXPECT_TRUE(used.is_closed());
    server.server().stop(long_grace);  // again does nothing
}

TEST(ServerStop, LetsAnExchangeEnd) {
    ScriptedHandler handler;
    Gate running;
    Gate release;
    handler.on("/wait", [&running, &release](Request& request) {
        running.open();
        release.wait();
        EXPECT_FALSE(request.head.context.stop.stop_requested());
        return Response{.body = "done"};
    });
    RunningServer server(handler);
    Client busy(server.port());
    Client idle(server.port());
    EXPECT_EQ(idle.ask(get("/echo")).status, 200U);
    busy.send(get("/wait"));
    running.wait();
    std::jthread stopper([&server] { server.server().stop(long_grace); });
    EXPECT_TRUE(idle.is_closed());  // so the stop is under way
    release.open();
    const auto answer = busy.read_answer();
    EXPECT_EQ(answer.body, "done");
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(busy.is_closed());
}

TEST(ServerStop, EndsStreams) {
    ScriptedHandler handler;
    const auto feed = std::make_shared<Feed>();
    handler.on("/events", [&feed](Request&) { return Response{.stream = feed->make_source()}; });
    RunningServer server(handler);
    Client client(server.port());
    feed->push("a");
    client.send(get("/events"));
    client.read_until("\r\n\r\n");
    EXPECT_EQ(client.read_chunk(), "a");
    std::jthread stopper([&server] { server.server().stop(long_grace); });
    EXPECT_EQ(client.read_until("0\r\n\r\n"), "0\r\n\r\n");
    EXPECT_TRUE(client.is_closed());
    feed->await_release();
}

TEST(ServerStop, AsksHandlersToStopWhenTheGraceIsOver) {
    ScriptedHandler handler;
    Gate running;
    handler.on("/wait", [&running](Request& request) {
        Gate stopped;
        const std::stop_callback on_stop(request.head.context.stop, [&stopped] { stopped.open(); });
        running.open();
        stopped.wait();
        return Response{};
    });
    RunningServer server(handler);
    Client client(server.port());
    client.send(get("/wait"));
    running.wait();
    server.server().stop(10ms);
    EXPECT_FALSE(client.read_answer().is_whole);
    EXPECT_EQ(handler.await_ended(1)[0].completion.status, 499U);
}

TEST(ServerStop, ClosesWhatNeverEndsItsRequest) {
    ScriptedHandler handler;
    Gate reading;
    handler.on(
        "/upload",
        [&reading](Request& request) {
            reading.open();
            EXPECT_EQ(request.stream->read().error().code, ErrorCode::cancelled);
            return Response{};
        },
        {.max_body_bytes = 100, .stream_body = true}
    );
    RunningServer server(handler);
    Client client(server.port());
    Client half(server.port());
    client.send("POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n");
    half.send("GET /ec");
    reading.wait();
    server.server().stop(10ms);
    EXPECT_FALSE(client.read_answer().is_whole);
    EXPECT_EQ(half.read_answer().status, 0U);
}

TEST(ServerStop, RefusesNewConnections) {
    ScriptedHandler handler;
    RunningServer server(handler);
    const auto port = server.port();
    server.server().stop(long_grace);
    Executor pool({.name = "requests"});
    Server next(handler, pool, {}, {.port = port});
    EXPECT_TRUE(next.start().has_value());
    EXPECT_EQ(Client(port).ask(get("/echo")).status, 200U);
}

TEST(ServerStop, LosesNoAnswerUnderLoad) {
    ScriptedHandler handler;
    std::atomic<std::size_t> handled = 0;
    handler.on("/work", [&handled](Request& request) {
        handled.fetch_add(1);
        return Response{.body = request.body};
    });
    auto server = std::make_unique<RunningServer>(handler, ServerOptions{.io_threads = 2});
    constexpr int connections = 32;
    std::atomic<std::size_t> answered = 0;
    std::atomic<std::size_t> broken = 0;
    std::vector<std::jthread> clients;
    for (int i = 0; i < connections; ++i) {
        clients.emplace_back([port = server->port(), &answered, &broken] {
            Client client(port);
            for (int n = 0;; ++n) {
                const auto body = std::to_string(n);
                if (!client.send(post("/work", body))) return;
                const auto answer = client.read_answer();
                if (answer.status == 0) return;
                const bool is_good = answer.status == 200 && answer.is_whole && answer.body == body;
                (is_good ? answered : broken).fetch_add(1);
                if (answer.header("connection") == "close") return;
            }
        });
    }
    handler.await_ended(2000);
    server->server().stop(long_grace);
    clients.clear();
    EXPECT_EQ(broken.load(), 0U);
    // Every request that reached the handler was answered in full.
    EXPECT_EQ(answered.load(), handled.load());
    EXPECT_EQ(handler.await_ended(handled.load()).size(), handled.load());
}

}  // namespace
}  // namespace lectern::transport::http
