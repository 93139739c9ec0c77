#include "transport/http/server.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "transport/http/testing/client.hpp"
#include "transport/http/testing/running_server.hpp"

namespace lectern::transport::http {
namespace {

using namespace std::chrono_literals;
using testing::Answer;
using testing::Client;
using testing::Gate;
using testing::get;
using testing::post;
using testing::RunningServer;
using testing::ScriptedHandler;

TEST(Server, AnswersAndKeepsTheConnection) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    const auto first = client.ask(post("/echo?q=1", "hello"));
    EXPECT_EQ(first.status, 200U);
    EXPECT_EQ(first.body, "POST /echo?q=1 hello");
    EXPECT_EQ(first.header("connection"), "");
    EXPECT_EQ(first.header("x-content-type-options"), "nosniff");
    EXPECT_TRUE(first.header("date").ends_with(" GMT"));
    EXPECT_EQ(client.ask(get("/echo")).body, "GET /echo ");
}

TEST(Server, AnswersAThousandRequestsOnOneConnection) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    for (int i = 0; i < 1000; ++i) {
        const auto path = "/echo?i=" + std::to_string(i);
        ASSERT_EQ(client.ask(get(path)).body, "GET " + path + " ");
    }
    EXPECT_EQ(handler.await_ended(1000).size(), 1000U);
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    std::string requests;
    constexpr int count = 500;
    for (int i = 0; i < count; ++i) {
        const auto path = "/echo?i=" + std::to_string(i);
        const auto body = std::string(static_cast<std::size_t>(i), 'x');
        requests +=
            i % 2 == 0 ? get(path) : post(path, body) + "\r\n";  // some clients add an empty line
    }
    std::jthread sender([&client, &requests] { client.send(requests); });
    for (int i = 0; i < count; ++i) {
        const auto answer = client.read_answer();
        ASSERT_EQ(answer.status, 200U);
        ASSERT_TRUE(answer.body.contains("/echo?i=" + std::to_string(i) + " ")) << answer.body;
    }
}

TEST(Server, AnswersEverythingToAClientThatOnlyFinishedSending) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    client.send(get("/echo?1") + post("/echo?2", "x") + get("/echo?3"));
    client.finish_sending();
    EXPECT_EQ(client.read_answer().body, "GET /echo?1 ");
    EXPECT_EQ(client.read_answer().body, "POST /echo?2 x");
    EXPECT_EQ(client.read_answer().body, "GET /echo?3 ");
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, ServesManyConnectionsAtOnce) {
    ScriptedHandler handler;
    RunningServer server(handler, {.io_threads = 2});
    constexpr int connections = 200;
    constexpr int requests = 10;
    std::atomic<int> good = 0;
    {
        std::vector<std::jthread> clients;
        for (int i = 0; i < connections; ++i) {
            clients.emplace_back([&server, &good, i] {
                Client client(server.port());
                for (int j = 0; j < requests; ++j) {
                    const auto body = std::to_string(i * requests + j);
                    if (client.ask(post("/echo", body)).body == "POST /echo " + body)
                        good.fetch_add(1);
                }
            });
        }
    }
    EXPECT_EQ(good.load(), connections * requests);
}

TEST(Server, DescribesButDoesNotSendTheBodyOfAHead) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    client.send("HEAD /echo HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto answer = client.read_answer(true);
    EXPECT_EQ(answer.header("content-length"), "11");
    EXPECT_EQ(client.ask(get("/echo")).body, "GET /echo ");
    EXPECT_EQ(handler.await_ended(1)[0].completion.response_bytes, 0U);
}

TEST(Server, SendsNoBodyWhereNoneIsAllowed) {
    ScriptedHandler handler;
    handler.on("/none", [](Request&) { return Response{.status = 204, .body = "not to be seen"}; });
    RunningServer server(handler);
    Client client(server.port());
    EXPECT_EQ(client.ask(get("/none")).status, 204U);
    EXPECT_EQ(client.ask(get("/echo")).body, "GET /echo ");
}

TEST(Server, ServesOldClients) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client closing(server.port());
    const auto answer = closing.ask("GET /echo HTTP/1.0\r\n\r\n");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(closing.is_closed());
    Client keeping(server.port());
    for (int i = 0; i < 2; ++i) {
        const auto kept = keeping.ask("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        EXPECT_EQ(kept.header("connection"), "keep-alive");
        EXPECT_EQ(kept.body, "GET /echo ");
    }
}

TEST(Server, ClosesWhenAsked) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    EXPECT_EQ(client.ask(get("/echo", "Connection: close\r\n")).header("connection"), "close");
    EXPECT_TRUE(client.is_closed());
}

TEST(Server, InvitesABodyThatWaits) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    client.send(
        "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    );
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(client.ask("ok").body, "POST /echo ok");
    EXPECT_EQ(client.ask(get("/echo")).status, 200U);
}

TEST(Server, DecodesChunks) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    const std::string head = "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    const auto answer =
        client.ask(head + "3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n");
    EXPECT_EQ(answer.body, "POST /echo abc0123456789");
    EXPECT_EQ(client.ask(get("/echo")).status, 200U);
    EXPECT_EQ(handler.await_ended(1)[0].completion.request_bytes, 13U);
}

TEST(Server, EchoesIdsOnEveryAnswer) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    const auto good = client.ask(get("/echo", "X-Request-ID: r-1\r\nX-Correlation-ID: c-1\r\n"));
    EXPECT_EQ(good.header("x-request-id"), "r-1");
    EXPECT_EQ(good.header("x-correlation-id"), "c-1");
    const auto missing = client.ask(get("/nowhere"));
    EXPECT_EQ(missing.status, 404U);
    EXPECT_TRUE(missing.header("x-request-id").starts_with("req_"));
    EXPECT_EQ(missing.header("x-correlation-id"), missing.header("x-request-id"));
    const auto refused = client.ask(get("/%zz", "X-Request-ID: r-2\r\n"));
    EXPECT_EQ(refused.status, 400U);
    EXPECT_EQ(refused.header("x-request-id"), "r-2");
    EXPECT_EQ(refused.header("content-type"), "application/problem+json");
    EXPECT_TRUE(refused.body.contains("\"request_id\":\"r-2\""));
}

TEST(Server, TellsTheHandlerWhoAsksAndUntilWhen) {
    ScriptedHandler handler;
    RequestContext seen;
    std::string address;
    handler.on("/look", [&seen, &address](Request& request) {
        seen = request.head.context;
        address = request.head.remote_address;
        EXPECT_TRUE(seen.stop.stop_possible());
        EXPECT_FALSE(seen.stop.stop_requested());
        return Response{};
    });
    RunningServer server(handler, {.request_timeout = 5s});
    const auto before = std::chrono::steady_clock::now();
    const std::string parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    Client(server.port()).ask(get("/look", "traceparent: " + parent + "\r\n"));
    EXPECT_EQ(seen.trace.traceparent(), parent);
    EXPECT_GE(seen.deadline, before + 5s);
    EXPECT_EQ(address, "127.0.0.1");
}

TEST(Server, CompressesForThoseWhoAcceptIt) {
    ScriptedHandler handler;
    handler.on("/text", [](Request&) {
        return Response{
            .headers = {{"Content-Type", "text/plain"}}, .body = std::string(10'000, 'a')
        };
    });
    RunningServer server(handler);
    Client client(server.port());
    const auto coded = client.ask(get("/text", "Accept-Encoding: gzip\r\n"));
    EXPECT_EQ(coded.header("content-encoding"), "gzip");
    EXPECT_TRUE(coded.body.starts_with("\x1f\x8b"));
    const auto plain = client.ask(get("/text"));
    EXPECT_EQ(plain.body.size(), 10'000U);
    EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
    EXPECT_EQ(handler.await_ended(1)[0].completion.response_bytes, coded.body.size());
}

TEST(Server, TurnsAFailingHandlerIntoAReported500) {
    class Errors final : public telemetry::ErrorSink {
      public:
        void report(const RequestContext*, const Error& error, std::string_view detail) override {
            const std::lock_guard lock(mutex_);
            reports.push_back(error.message + ": " + std::string(detail));
        }
        std::mutex mutex_;
        std::vector<std::string> reports;
    } errors;
    ScriptedHandler handler;
    handler.on("/throw", [](Request&) -> Response { throw std::runtime_error("secret detail"); });
    handler.on("/split", [](Request&) {
        return Response{.headers = {{"X-A", "b\r\nSet-Cookie: c"}}};
    });
    handler.on("/early", [](Request&) { return Response{.status = 101}; });
    RunningServer server(
        handler, {}, {.name = "requests"}, {.errors = telemetry::ErrorReporter(errors)}
    );
    Client client(server.port());
    for (const char* path : {"/throw", "/split", "/early"}) {
        const auto answer = client.ask(get(path));
        EXPECT_EQ(answer.status, 500U) << path;
        EXPECT_EQ(answer.header("set-cookie"), "");
        EXPECT_TRUE(answer.body.contains("\"code\":\"internal\""));
        EXPECT_FALSE(answer.body.contains("secret"));
    }
    EXPECT_EQ(client.ask(get("/echo")).status, 200U);
    ASSERT_EQ(errors.reports.size(), 3U);
    EXPECT_EQ(errors.reports[0], "a handler threw: secret detail");
}

TEST(Server, RefusesAtOnceWhenThePoolIsFull) {
    ScriptedHandler handler;
    Gate running;
    Gate release;
    handler.on("/wait", [&running, &release](Request&) {
        running.open();
        release.wait();
        return Response{};
    });
    RunningServer server(handler, {}, {.name = "requests", .threads = 1, .queue_capacity = 1});
    Client first(server.port());
    Client second(server.port());
    Client third(server.port());
    first.send(get("/wait"));
    running.wait();
    second.send(get("/wait"));
    while (server.pool().queued() == 0) std::this_thread::yield();
    const auto refused = third.ask(post("/echo", std::string(100'000, 'x')));
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(refused.header("retry-after"), "1");
    EXPECT_EQ(refused.header("connection"), "");
    EXPECT_TRUE(refused.body.contains("\"code\":\"resource_exhausted\""));
    release.open();
    EXPECT_EQ(first.read_answer().status, 200U);
    EXPECT_EQ(second.read_answer().status, 200U);
    EXPECT_EQ(third.ask(get("/echo")).status, 200U);
}

TEST(Server, StopsAHandlerWhoseClientWentAway) {
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
    client.close();
    EXPECT_EQ(handler.await_ended(1)[0].completion.status, 499U);
}

TEST(Server, ReportsEachExchangeOnce) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    client.ask(post("/echo", "hello"));
    client.ask(get("/nowhere"));
    client.send("nonsense\r\n\r\n");
    EXPECT_EQ(client.read_answer().status, 400U);
    EXPECT_TRUE(client.is_closed());
    const auto ended = handler.await_ended(3);
    ASSERT_EQ(ended.size(), 3U);
    EXPECT_EQ(ended[0].completion.endpoint, "/echo");
    EXPECT_EQ(ended[0].completion.request_bytes, 5U);
    EXPECT_EQ(ended[0].completion.response_bytes, std::string_view("POST /echo hello").size());
    EXPECT_GT(ended[0].completion.duration, 0ns);
    EXPECT_EQ(ended[1].completion.endpoint, "unmatched");
    EXPECT_EQ(ended[1].completion.status, 404U);
    EXPECT_EQ(ended[2].completion.status, 400U);
}

TEST(Server, SaysWhyItCannotStart) {
    ScriptedHandler handler;
    Executor pool({.name = "requests"});
    const auto start = [&handler, &pool](ServerOptions options) {
        return Server(handler, pool, {}, std::move(options)).start();
    };
    EXPECT_EQ(start({.address = "not an address"}).error().code, ErrorCode::invalid_argument);
    RunningServer other(handler);
    const auto taken = start({.port = other.port()});
    ASSERT_FALSE(taken.has_value());
    EXPECT_EQ(taken.error().code, ErrorCode::invalid_argument);
    EXPECT_TRUE(taken.error().message.contains("127.0.0.1:"));
}

}  // namespace
}  // namespace lectern::transport::http
