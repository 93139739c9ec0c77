#include <atomic>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

#include "transport/http/server.hpp"
#include "transport/http/testing/client.hpp"
#include "transport/http/testing/running_server.hpp"

extern "C" std::size_t __sanitizer_get_current_allocated_bytes() __attribute__((weak));

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

constexpr std::size_t mebibyte = std::size_t{1} << 20;
const RoutePlan streamed{.max_body_bytes = 1024 * mebibyte, .stream_body = true};

std::string upload_head(std::size_t length, std::string_view header_lines = {}) {
    return "POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(length) +
           "\r\n" + std::string(header_lines) + "\r\n";
}

/// Reads to the end; the body is what came, or the name of the error.
Response read_all(Request& request) {
    std::string all;
    while (true) {
        auto part = request.stream->read();
        if (!part)
            return Response{.status = 422, .body = std::string(to_string(part.error().code))};
        if (!*part) return Response{.body = std::move(all)};
        all += **part;
    }
}

std::size_t resident_bytes() {
    // Under a sanitizer freed memory stays resident for a while, so its own count is asked.
    if (__sanitizer_get_current_allocated_bytes != nullptr)
        return __sanitizer_get_current_allocated_bytes();
    std::ifstream status("/proc/self/statm");
    std::size_t total = 0;
    std::size_t resident = 0;
    status >> total >> resident;
    return resident * 4096;
}

TEST(ServerUpload, HandsTheBodyOverAsItArrives) {
    ScriptedHandler handler;
    Gate first_part;
    handler.on(
        "/upload",
        [&first_part](Request& request) {
            const auto part = request.stream->read();
            EXPECT_EQ(part->value(), "first ");
            first_part.open();
            auto rest = read_all(request);
            rest.body.insert(0, "first ");
            return rest;
        },
        streamed
    );
    RunningServer server(handler);
    Client client(server.port());
    client.send(upload_head(12) + "first ");
    first_part.wait();
    EXPECT_EQ(client.ask("second").body, "first second");
    EXPECT_EQ(client.ask(get("/echo")).status, 200U);
    EXPECT_EQ(handler.await_ended(1)[0].completion.request_bytes, 12U);
}

TEST(ServerUpload, GivesAnEndAtOnceWhereThereIsNoBody) {
    ScriptedHandler handler;
    handler.on("/upload", read_all, streamed);
    RunningServer server(handler);
    EXPECT_EQ(Client(server.port()).ask(get("/upload")).status, 200U);
}

TEST(ServerUpload, HoldsLittleOfALargeBodyInMemory) {
    ScriptedHandler handler;
    std::atomic<std::size_t> received = 0;
    std::atomic<std::size_t> peak = 0;
    const auto before = resident_bytes();
    handler.on(
        "/upload",
        [&received, &peak](Request& request) {
            for (auto part = request.stream->read(); part && *part; part = request.stream->read()) {
                received.fetch_add((*part)->size());
                peak.store(std::max(peak.load(), resident_bytes()));
            }
            return Response{};
        },
        streamed
    );
    RunningServer server(handler);
    Client client(server.port());
    constexpr std::size_t parts = 200;
    client.send(upload_head(parts * mebibyte));
    const std::string part(mebibyte, 'x');
    for (std::size_t i = 0; i < parts; ++i) ASSERT_TRUE(client.send(part));
    EXPECT_EQ(client.read_answer().status, 200U);
    EXPECT_EQ(received.load(), parts * mebibyte);
    const auto growth = peak.load() - std::min(peak.load(), before);
    EXPECT_LT(growth, 64 * mebibyte);
    RecordProperty("peak_growth_bytes", std::to_string(growth));
}

TEST(ServerUpload, StopsReadingFromTheSocketWhenTheHandlerDoesNotRead) {
    ScriptedHandler handler;
    Gate release;
    handler.on(
        "/upload",
        [&release](Request& request) {
            release.wait();
            return read_all(request);
        },
        streamed
    );
    RunningServer server(handler);
    Client client(server.port());
    // More than the kernel's buffers and ours together can take.
    constexpr std::size_t size = 64 * mebibyte;
    client.send(upload_head(size));
    const std::string body(size, 'x');
    const auto accepted = client.send_until_stalled(body);
    EXPECT_LT(accepted, size);
    release.open();
    client.send(std::string_view(body).substr(accepted));
    EXPECT_EQ(client.read_answer().body.size(), size);
}

TEST(ServerUpload, KeepsTheConnectionWhenLittleWasLeftUnread) {
    ScriptedHandler handler;
    handler.on("/upload", [](Request&) { return Response{.status = 403}; }, streamed);
    RunningServer server(handler);
    Client client(server.port());
    EXPECT_EQ(client.ask(upload_head(100'000) + std::string(100'000, 'x')).status, 403U);
    EXPECT_EQ(client.ask(get("/echo")).body, "GET /echo ");
}

TEST(ServerUpload, ClosesWhenMuchWasLeftUnread) {
    ScriptedHandler handler;
    handler.on("/upload", [](Request&) { return Response{.status = 403}; }, streamed);
    RunningServer server(handler);
    Client declared(server.port());
    const auto answer = declared.ask(upload_head(8 * mebibyte) + std::string(8 * mebibyte, 'x'));
    EXPECT_EQ(answer.status, 403U);
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(declared.is_closed());
}

TEST(ServerUpload, InvitesABodyOnlyWhenTheHandlerReads) {
    ScriptedHandler handler;
    handler.on("/upload", read_all, streamed);
    handler.on("/reject", [](Request&) { return Response{.status = 401}; }, streamed);
    RunningServer server(handler);
    Client client(server.port());
    client.send(upload_head(2, "Expect: 100-continue\r\n"));
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(client.ask("ok").body, "ok");
    const auto rejected = client.ask(
        "POST /reject HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    );
    EXPECT_EQ(rejected.status, 401U);
    EXPECT_EQ(rejected.header("connection"), "close");
}

TEST(ServerUpload, TellsTheHandlerWhatWentWrong) {
    ScriptedHandler handler;
    handler.on("/upload", read_all, {.max_body_bytes = 10, .stream_body = true});
    RunningServer server(handler, {.body_timeout = 30ms});
    const std::string chunked =
        "POST /upload HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(
        Client(server.port()).ask(chunked + "b\r\n01234567890\r\n0\r\n\r\n").body,
        "invalid_argument"
    );
    EXPECT_EQ(Client(server.port()).ask(chunked + "zz\r\n").body, "invalid_argument");
    Client slow(server.port());
    EXPECT_EQ(slow.ask(upload_head(10) + "abc").body, "deadline_exceeded");
    EXPECT_TRUE(slow.is_closed());
}

TEST(ServerUpload, TellsTheHandlerThatTheClientWentAway) {
    ScriptedHandler handler;
    Gate reading;
    std::string seen;
    handler.on(
        "/upload",
        [&reading, &seen](Request& request) {
            EXPECT_EQ(request.stream->read()->value(), "abc");
            reading.open();
            seen = read_all(request).body;
            EXPECT_TRUE(request.head.context.stop.stop_requested());
            return Response{};
        },
        streamed
    );
    RunningServer server(handler);
    Client client(server.port());
    client.send(upload_head(10) + "abc");
    reading.wait();
    client.close();
    EXPECT_EQ(handler.await_ended(1)[0].completion.status, 499U);
    EXPECT_EQ(seen, "cancelled");
}

TEST(ServerUpload, RefusesAStreamWhenThePoolIsFull) {
    ScriptedHandler handler;
    handler.on("/upload", read_all, streamed);
    RunningServer server(handler, {}, {.name = "requests", .threads = 1, .queue_capacity = 0});
    Client client(server.port());
    const auto refused = client.ask(upload_head(1000) + std::string(1000, 'x'));
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(client.ask(upload_head(0)).status, 429U);
}

TEST(ServerEvents, ArriveAsTheyHappen) {
    ScriptedHandler handler;
    const auto feed = std::make_shared<Feed>();
    handler.on("/events", [&feed](Request&) {
        return Response{
            .headers = {{"Content-Type", "text/event-stream"}}, .stream = feed->make_source()
        };
    });
    RunningServer server(handler);
    Client client(server.port());
    feed->push("data: 0\n\n");
    client.send(get("/events"));
    EXPECT_TRUE(client.read_until("\r\n\r\n").contains("Transfer-Encoding: chunked\r\n"));
    EXPECT_EQ(client.read_chunk(), "data: 0\n\n");
    for (int i = 1; i < 100; ++i) {
        const auto event = "data: " + std::to_string(i) + "\n\n";
        feed->push(event);
        ASSERT_EQ(client.read_chunk(), event);
    }
    feed->end();
    EXPECT_EQ(client.read_chunk(), "");
    feed->await_release();
    EXPECT_EQ(client.ask(get("/echo")).body, "GET /echo ");
    EXPECT_EQ(handler.await_ended(1)[0].completion.status, 200U);
}

TEST(ServerEvents, ShowASignOfLife) {
    ScriptedHandler handler;
    const auto feed = std::make_shared<Feed>();
    handler.on("/events", [&feed](Request&) {
        return Response{.stream = feed->make_source(": alive\n\n")};
    });
    RunningServer server(handler, {.heartbeat = 10ms});
    Client client(server.port());
    client.send(get("/events"));
    client.read_until("\r\n\r\n");
    EXPECT_EQ(client.read_chunk(), ": alive\n\n");
    EXPECT_EQ(client.read_chunk(), ": alive\n\n");
    feed->push("data\n\n");
    std::string chunk = client.read_chunk();
    while (chunk == ": alive\n\n") chunk = client.read_chunk();
    EXPECT_EQ(chunk, "data\n\n");
}

TEST(ServerEvents, OccupyNoThreadWhileTheyWait) {
    ScriptedHandler handler;
    std::vector<std::shared_ptr<Feed>> feeds;
    std::atomic<std::size_t> opened = 0;
    constexpr std::size_t count = 50;
    for (std::size_t i = 0; i < count; ++i) feeds.push_back(std::make_shared<Feed>());
    handler.on("/events", [&feeds, &opened](Request&) {
        return Response{.stream = feeds.at(opened.fetch_add(1))->make_source()};
    });
    RunningServer server(handler, {}, {.name = "requests", .threads = 1, .queue_capacity = 64});
    std::vector<Client> clients;
    for (std::size_t i = 0; i < count; ++i) {
        clients.emplace_back(server.port());
        clients.back().send(get("/events"));
        ASSERT_TRUE(clients.back().read_until("\r\n\r\n").starts_with("HTTP/1.1 200"));
    }
    EXPECT_EQ(Client(server.port()).ask(get("/echo")).status, 200U);
    for (const auto& feed : feeds) feed->push("x");
    for (auto& client : clients) EXPECT_EQ(client.read_chunk(), "x");
}

TEST(ServerEvents, NoticeAClientThatWentAway) {
    ScriptedHandler handler;
    const auto closed = std::make_shared<Feed>();
    const auto reset = std::make_shared<Feed>();
    handler.on("/closed", [&closed](Request&) {
        return Response{.stream = closed->make_source()};
    });
    handler.on("/reset", [&reset](Request&) { return Response{.stream = reset->make_source()}; });
    RunningServer server(handler);
    Client first(server.port());
    first.send(get("/closed"));
    first.read_until("\r\n\r\n");
    first.close();
    closed->await_release();
    Client second(server.port());
    second.send(get("/reset"));
    second.read_until("\r\n\r\n");
    second.reset();
    reset->await_release();
    handler.await_ended(2);
}

TEST(ServerEvents, WaitForAClientThatReadsSlowly) {
    ScriptedHandler handler;
    std::atomic<std::size_t> produced = 0;
    class Endless final : public BodySource {
      public:
        explicit Endless(std::atomic<std::size_t>& produced) : produced_(produced) {}
        std::optional<std::string> next() override {
            if (produced_.fetch_add(1) == 4000) return std::nullopt;
            return std::string(65'536, 'x');
        }
        void on_ready(std::function<void()>) override {}

      private:
        std::atomic<std::size_t>& produced_;
    };
    handler.on("/flood", [&produced](Request&) {
        return Response{.stream = std::make_unique<Endless>(produced)};
    });
    RunningServer server(handler);
    const auto before = resident_bytes();
    Client client(server.port());
    client.send(get("/flood"));
    client.read_until("\r\n\r\n");
    std::size_t received = 0;
    std::size_t peak = 0;
    for (auto chunk = client.read_chunk(); !chunk.empty(); chunk = client.read_chunk()) {
        received += chunk.size();
        peak = std::max(peak, resident_bytes());
    }
    EXPECT_EQ(received, std::size_t{4000} * 65'536);
    EXPECT_LT(peak - std::min(peak, before), 64 * mebibyte);
}

TEST(ServerEvents, BreakOffWhenTheSourceFails) {
    ScriptedHandler handler;
    const auto feed = std::make_shared<Feed>();
    handler.on("/events", [&feed](Request&) { return Response{.stream = feed->make_source()}; });
    RunningServer server(handler);
    Client client(server.port());
    feed->push("a");
    client.send(get("/events"));
    client.read_until("\r\n\r\n");
    EXPECT_EQ(client.read_chunk(), "a");
    feed->fail();
    EXPECT_TRUE(client.is_closed());  // without the last chunk, so the client knows
}

TEST(ServerEvents, EndWithTheConnectionForOldClients) {
    ScriptedHandler handler;
    const auto feed = std::make_shared<Feed>();
    handler.on("/events", [&feed](Request&) { return Response{.stream = feed->make_source()}; });
    RunningServer server(handler);
    Client client(server.port());
    feed->push("a");
    feed->push("b");
    feed->end();
    const auto answer = client.ask("GET /events HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(answer.body, "ab");
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_EQ(answer.header("transfer-encoding"), "");
}

TEST(ServerEvents, DoNotRunForAHead) {
    ScriptedHandler handler;
    const auto feed = std::make_shared<Feed>();
    handler.on("/events", [&feed](Request&) { return Response{.stream = feed->make_source()}; });
    RunningServer server(handler);
    Client client(server.port());
    client.send("HEAD /events HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(client.read_answer(true).header("transfer-encoding"), "chunked");
    feed->await_release();
    EXPECT_EQ(client.ask(get("/echo")).status, 200U);
}

TEST(ServerEvents, MayBeWokenAfterTheServerIsGone) {
    std::function<void()> kept;
    class Leaky final : public BodySource {
      public:
        explicit Leaky(std::function<void()>& kept) : kept_(kept) {}
        std::optional<std::string> next() override { return std::nullopt; }
        void on_ready(std::function<void()> wake) override { kept_ = std::move(wake); }

      private:
        std::function<void()>& kept_;
    };
    {
        ScriptedHandler handler;
        handler.on("/events", [&kept](Request&) {
            return Response{.stream = std::make_unique<Leaky>(kept)};
        });
        RunningServer server(handler);
        EXPECT_TRUE(Client(server.port()).ask(get("/events")).is_whole);
    }
    ASSERT_TRUE(kept);
    kept();
}

}  // namespace
}  // namespace lectern::transport::http
