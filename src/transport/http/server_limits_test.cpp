#include <gtest/gtest.h>

#include "transport/http/server.hpp"
#include "transport/http/testing/client.hpp"
#include "transport/http/testing/running_server.hpp"

namespace lectern::transport::http {
namespace {

using namespace std::chrono_literals;
using testing::Client;
using testing::Gate;
using testing::get;
using testing::post;
using testing::RunningServer;
using testing::ScriptedHandler;

constexpr std::size_t mebibyte = std::size_t{1} << 20;

std::string post_head(std::size_t length, std::string_view header_lines = {}) {
    return "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(length) + "\r\n" +
           std::string(header_lines) + "\r\n";
}

TEST(ServerLimits, RefusesMalformedHttpAndCloses) {
    ScriptedHandler handler;
    RunningServer server(handler);
    for (const char* request : {
             "GET / HTTP/1.1\nHost: h\n\n",
             "GET /echo HTTP/1.1\r\nHost: h\r\nA: b\r\n c\r\n\r\n",
             "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: "
             "chunked\r\n\r\n",
             "POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
             "POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nnot "
             "hexadecimal\r\n",
             "\x16\x03\x01 a TLS hello\r\n\r\n",
         }) {
        Client client(server.port());
        // What follows must never be taken for a request.
        const auto answer = client.ask(request + get("/smuggled"));
        EXPECT_EQ(answer.status, 400U) << request;
        EXPECT_EQ(answer.header("content-type"), "application/problem+json");
        EXPECT_EQ(answer.header("connection"), "close");
        EXPECT_TRUE(client.is_closed());
    }
    for (const auto& ended : handler.await_ended(6)) EXPECT_NE(ended.head.path, "/smuggled");
}

TEST(ServerLimits, ServesTheAbsoluteForm) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    EXPECT_EQ(client.ask(get("http://other/echo?a=b")).body, "GET http://other/echo?a=b ");
}

TEST(ServerLimits, RefusesALargeHead) {
    ScriptedHandler handler;
    RunningServer server(handler, {.max_header_bytes = 2048});
    Client client(server.port());
    const auto answer = client.ask(get("/echo", "A: " + std::string(100'000, 'x') + "\r\n"));
    EXPECT_EQ(answer.status, 431U);
    EXPECT_TRUE(answer.is_whole);
    EXPECT_EQ(handler.await_ended(1)[0].completion.status, 431U);
}

TEST(ServerLimits, RefusesALargeBodyBeforeItComes) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    const auto answer = client.ask(post_head(2 * mebibyte, "Expect: 100-continue\r\n"));
    EXPECT_EQ(answer.status, 413U);
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_EQ(handler.await_ended(1)[0].completion.request_bytes, 0U);
}

TEST(ServerLimits, KeepsTheConnectionWhenTheRestIsSmall) {
    ScriptedHandler handler;
    handler.on("/small", [](Request&) { return Response{}; }, {.max_body_bytes = 10});
    RunningServer server(handler);
    Client client(server.port());
    EXPECT_EQ(client.ask(post("/small", std::string(100'000, 'x'))).status, 413U);
    EXPECT_EQ(client.ask(get("/echo")).status, 200U);
    EXPECT_EQ(client.ask(post("/small", "0123456789")).status, 200U);
}

TEST(ServerLimits, LetsAClientThatIsStillSendingReadItsRefusal) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client client(server.port());
    client.send(post_head(8 * mebibyte));
    client.send(std::string(8 * mebibyte, 'x'));
    const auto answer = client.read_answer();
    EXPECT_EQ(answer.status, 413U);
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(answer.is_whole);
}

TEST(ServerLimits, CountsTheBytesOfChunks) {
    ScriptedHandler handler;
    handler.on("/small", [](Request&) { return Response{}; }, {.max_body_bytes = 10});
    RunningServer server(handler);
    Client client(server.port());
    const std::string head =
        "POST /small HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(client.ask(head + "5\r\n01234\r\n5\r\n01234\r\n0\r\n\r\n").status, 200U);
    EXPECT_EQ(client.ask(head + "5\r\n01234\r\n6\r\n012345\r\n0\r\n\r\n").status, 413U);
    EXPECT_EQ(client.ask(get("/echo")).status, 200U);
    EXPECT_EQ(client.ask(head + "ffffffffff\r\n01234567890").status, 413U);
}

TEST(ServerLimits, AnswersASlowHead) {
    ScriptedHandler handler;
    RunningServer server(handler, {.header_timeout = 30ms});
    Client client(server.port());
    const auto answer = client.ask("GET /echo HTTP/1.1\r\nHost:");
    EXPECT_EQ(answer.status, 408U);
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(handler.await_ended(1)[0].completion.status, 408U);
}

TEST(ServerLimits, AnswersASlowBody) {
    ScriptedHandler handler;
    RunningServer server(handler, {.body_timeout = 30ms});
    Client client(server.port());
    EXPECT_EQ(client.ask(post_head(10) + "abc").status, 408U);
    EXPECT_TRUE(client.is_closed());
    EXPECT_EQ(handler.await_ended(1)[0].completion.request_bytes, 3U);
}

TEST(ServerLimits, ClosesIdleConnectionsWithoutAWord) {
    ScriptedHandler handler;
    RunningServer server(handler, {.idle_timeout = 30ms});
    Client fresh(server.port());
    Client used(server.port());
    EXPECT_EQ(used.ask(get("/echo")).status, 200U);
    EXPECT_TRUE(used.is_closed());
    EXPECT_TRUE(fresh.is_closed());
    EXPECT_EQ(handler.await_ended(1).size(), 1U);
}

TEST(ServerLimits, GivesUpOnAClientThatDoesNotRead) {
    ScriptedHandler handler;
    handler.on("/large", [](Request&) {
        return Response{.body = std::string(64 * mebibyte, 'x')};
    });
    RunningServer server(handler, {.write_timeout = 50ms});
    Client client(server.port());
    client.send(get("/large"));
    EXPECT_EQ(handler.await_ended(1)[0].completion.status, 499U);
    EXPECT_FALSE(client.read_answer().is_whole);
}

TEST(ServerLimits, ReportsAClientThatLeavesInTheMiddleOfItsRequest) {
    ScriptedHandler handler;
    RunningServer server(handler);
    Client(server.port()).send("GET /ec");
    EXPECT_EQ(handler.await_ended(1)[0].completion.status, 499U);
    Client(server.port()).send(post_head(10) + "abc");
    EXPECT_EQ(handler.await_ended(2)[1].completion.status, 499U);
    Client aborting(server.port());
    aborting.send(post_head(10) + "abc");
    aborting.reset();
    EXPECT_EQ(handler.await_ended(3)[2].completion.status, 499U);
}

TEST(ServerLimits, TurnsConnectionsBeyondTheLimitAway) {
    ScriptedHandler handler;
    RunningServer server(handler, {.max_connections = 2});
    Client first(server.port());
    Client second(server.port());
    EXPECT_EQ(first.ask(get("/echo")).status, 200U);
    EXPECT_EQ(second.ask(get("/echo")).status, 200U);
    Client third(server.port());
    const auto answer = third.ask(get("/echo"));
    EXPECT_EQ(answer.status, 503U);
    EXPECT_EQ(answer.header("retry-after"), "1");
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(third.is_closed());
    third.close();
    const auto ended = handler.await_ended(3);
    EXPECT_EQ(ended[2].completion.status, 503U);
    EXPECT_EQ(ended[2].completion.endpoint, "unmatched");
    EXPECT_EQ(ended[2].head.remote_address, "127.0.0.1");
    first.close();
    // Room again as soon as the server has noticed.
    unsigned status = 503;
    while (status == 503) status = Client(server.port()).ask(get("/echo")).status;
    EXPECT_EQ(status, 200U);
}

}  // namespace
}  // namespace lectern::transport::http
