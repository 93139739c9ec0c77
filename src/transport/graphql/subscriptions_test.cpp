#include <atomic>
#include <future>

#include <gtest/gtest.h>

#include "transport/graphql/testing/graphql_fixture.hpp"
#include "transport/graphql/testing/scripted_gate.hpp"
#include "transport/http/server.hpp"
#include "transport/http/testing/client.hpp"
#include "transport/http/testing/web_socket_client.hpp"

namespace lectern::transport::graphql {
namespace {

using testing::Answer;
using testing::GraphqlFixture;
using testing::ScriptedGate;

constexpr std::string_view follow =
    "subscription ($id: ID!, $after: Long) { jobEvents(jobId: $id, afterEventId: $after) { id type "
    "state counts { "
    "indexed } item { documentId } job { id } } }";

std::string subscription(const JobId& id, boost::json::value after = nullptr) {
    return GraphqlFixture::body_of(follow, {{"id", id.value}, {"after", std::move(after)}});
}

const std::vector<http::Header> events{
    {"content-type", "application/json"}, {"accept", "text/event-stream"}
};

// Everything that is there now.
std::string drain(http::BodySource& source) {
    std::string text;
    while (auto part = source.next()) {
        if (part->empty()) break;
        text += *part;
    }
    return text;
}

std::size_t count(const std::string& text, std::string_view what) {
    std::size_t times = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++times;
    return times;
}

TEST(Subscriptions, TellWhatHappensToTheJobAndEndWithIt) {
    GraphqlFixture graphql;
    const domain::Job job = graphql.accept({GraphqlFixture::text("a", "tea")});
    Answer answer = graphql.send("POST", "/graphql", subscription(job.id), events);
    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(answer.header("Content-Type"), "text/event-stream");
    ASSERT_NE(answer.stream, nullptr);
    std::promise<void> woken;
    std::atomic<bool> is_woken = false;
    answer.stream->on_ready([&] {
        if (!is_woken.exchange(true)) woken.set_value();
    });
    const std::string before = drain(*answer.stream);
    EXPECT_EQ(count(before, "event: next"), 1U) << before;
    EXPECT_NE(before.find(R"("type":"job.queued","state":"QUEUED")"), std::string::npos) << before;
    graphql.drain();
    woken.get_future().wait();
    const std::string after = drain(*answer.stream);
    EXPECT_NE(after.find(R"("type":"job.succeeded")"), std::string::npos) << after;
    EXPECT_TRUE(after.ends_with("event: complete\ndata:\n\n")) << after;
    EXPECT_EQ(answer.stream->next(), std::nullopt);
}

TEST(Subscriptions, GoOnBehindTheEventThatWasSeen) {
    GraphqlFixture graphql;
    const domain::Job job = graphql.ingest({GraphqlFixture::text("a", "tea")});
    const auto all = graphql.store.events().read(graphql.context, job.id, 0, 100).value();
    Answer answer = graphql.send(
        "POST", "/graphql", subscription(job.id, static_cast<std::int64_t>(all.front().id)), events
    );
    answer.stream->on_ready([] {});
    const std::string text = drain(*answer.stream);
    EXPECT_EQ(count(text, "event: next"), all.size() - 1) << text;
    EXPECT_EQ(text.find("job.queued"), std::string::npos);
}

TEST(Subscriptions, AreRefusedLikeOtherOperations) {
    GraphqlFixture graphql;
    const Answer unknown = graphql.send("POST", "/graphql", subscription({"none"}), events);
    EXPECT_EQ(unknown.text("/errors/0/extensions/code"), "not_found");
    EXPECT_EQ(unknown.status, 400U);
    const Answer negative = graphql.send("POST", "/graphql", subscription({"none"}, -1), events);
    EXPECT_EQ(negative.text("/errors/0/extensions/code"), "invalid_argument");
    const domain::Job job = graphql.accept({GraphqlFixture::text("a", "tea")});
    const Answer json = graphql.send(
        "POST",
        "/graphql",
        subscription(job.id),
        {{"content-type", "application/json"}, {"accept", "application/json"}}
    );
    EXPECT_EQ(json.status, 406U);
}

TEST(Subscriptions, HoldTheirPlaceUntilTheyEnd) {
    GraphqlFixture graphql;
    const domain::Job job = graphql.accept({GraphqlFixture::text("a", "tea")});
    ScriptedGate gate;
    const auto api = graphql.make_api(gate);
    auto headers = events;
    headers.emplace_back("authorization", "Bearer good");
    Answer answer = graphql.send(*api, "POST", "/graphql", subscription(job.id), headers);
    ASSERT_NE(answer.stream, nullptr) << answer.body;
    EXPECT_EQ(gate.asked(), (std::vector<ScriptedGate::Asked>{{"watchJob", "graphql", ""}}));
    answer.stream.reset();
    EXPECT_EQ(gate.asked(), (std::vector<ScriptedGate::Asked>{{"watchJob", "graphql", "ok"}}));
}

struct Served : GraphqlFixture {
    http::Server server{*api, pool, telemetry, {}};

    Served() { EXPECT_TRUE(server.start()); }
    ~Served() { server.stop(std::chrono::milliseconds{0}); }
};

TEST(Subscriptions, ComeOverHttp) {
    Served graphql;
    const domain::Job job = graphql.ingest({GraphqlFixture::text("a", "tea")});
    http::testing::Client client(graphql.server.port());
    const auto answer = client.ask(http::testing::post(
        "/graphql",
        subscription(job.id),
        "Content-Type: application/json\r\nAccept: text/event-stream\r\n"
    ));
    EXPECT_EQ(answer.status, 200U);
    EXPECT_TRUE(answer.is_whole);
    EXPECT_NE(answer.body.find("job.succeeded"), std::string::npos) << answer.body;
}

TEST(Subscriptions, ComeOverAWebSocketBesideQueriesAndMutations) {
    Served graphql;
    const domain::Job job = graphql.accept({GraphqlFixture::text("a", "tea")});
    http::testing::WebSocketClient client(
        graphql.server.port(), "/graphql", "Sec-WebSocket-Protocol: graphql-transport-ws\r\n"
    );
    ASSERT_EQ(client.answer().status, 101U);
    client.send_text(R"({"type":"connection_init"})");
    EXPECT_EQ(client.read_text(), R"({"type":"connection_ack"})");
    client.send_text(R"({"id":"s","type":"subscribe","payload":)" + subscription(job.id) + "}");
    EXPECT_NE(client.read_text().find("job.queued"), std::string::npos);
    client.send_text(
        R"({"id":"q","type":"subscribe","payload":)" +
        GraphqlFixture::body_of("{ datasets { nodes { id } } }") + "}"
    );
    EXPECT_NE(client.read_text().find(R"("papers")"), std::string::npos);
    EXPECT_EQ(client.read_text(), R"({"id":"q","type":"complete"})");
    client.send_text(
        R"({"id":"m","type":"subscribe","payload":)" +
        GraphqlFixture::body_of("mutation { nothing }") + "}"
    );
    EXPECT_NE(client.read_text().find(R"("type":"error")"), std::string::npos);
    graphql.drain();
    std::string last;
    for (std::string text = client.read_text(); text.find(R"("id":"s")") != std::string::npos;
         text = client.read_text()) {
        if (text == R"({"id":"s","type":"complete"})") break;
        last = text;
    }
    EXPECT_NE(last.find("job.succeeded"), std::string::npos) << last;
}

}  // namespace
}  // namespace lectern::transport::graphql
