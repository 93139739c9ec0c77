#include "transport/graphql/ws/subscription_protocol.hpp"

#include <map>

#include <gtest/gtest.h>

#include "transport/graphql/ws/testing/scripted_connection.hpp"

namespace lectern::transport::graphql::ws {
namespace {

using namespace std::chrono_literals;
using testing::Connection;
using testing::FakeGate;
using testing::FakeRunner;
using testing::head_with;
using Kind = ResultStep::Kind;
using Said = std::vector<std::string>;

TEST(OpenSubscriptions, NeedsTheSubprotocol) {
    FakeGate gate;
    FakeRunner runner;
    const SubscriptionSite site{.gate = gate, .runner = runner};
    auto head = head_with({});
    EXPECT_EQ((*open_subscriptions(head, site))->subprotocol(), "graphql-transport-ws");
    head.headers = {{"sec-websocket-protocol", "graphql-ws"}};
    EXPECT_EQ(open_subscriptions(head, site).error().code, ErrorCode::invalid_argument);
}

TEST(SubscriptionProtocol, ClosesAsTheProtocolSays) {
    const std::string init = R"({"type":"connection_init","payload":{"x-api-key":"good"}})";
    const std::string subscribe =
        R"({"type":"subscribe","id":"1","payload":{"query":"subscription{a}"}})";
    const std::string complete = R"({"type":"complete","id":"1"})";
    const std::string ping = R"({"type":"ping"})";
    const std::string ack = connection_ack_message();
    const std::string pong = pong_message("");
    const struct {
        const char* what;
        Said messages;
        Said answers;
    } cases[] = {
        {"initialisation", {init}, {ack}},
        {"two initialisations", {init, init}, {ack, "close 4429"}},
        {"subscription before it", {subscribe}, {"close 4401"}},
        {"no credential", {R"({"type":"connection_init"})"}, {"close 4403"}},
        {"a bad one",
         {R"({"type":"connection_init","payload":{"x-api-key":"bad"}})"},
         {"close 4403"}},
        {"two credentials",
         {R"({"type":"connection_init","payload":{"x-api-key":"good","authorization":"Bearer good"}})"
         },
         {"close 4403"}},
        {"a scheme that is not known",
         {R"({"type":"connection_init","payload":{"authorization":"Basic good"}})"},
         {"close 4403"}},
        {"bearer",
         {R"({"type":"connection_init","payload":{"authorization":"Bearer good"}})"},
         {ack}},
        {"not JSON", {"hello"}, {"close 4400"}},
        {"not JSON later", {init, "{"}, {ack, "close 4400"}},
        {"a server's message", {init, ack}, {ack, "close 4400"}},
        {"the same id twice", {init, subscribe, subscribe}, {ack, "close 4409"}},
        {"the same id again after its end", {init, subscribe, complete, subscribe}, {ack}},
        {"completing what is not there", {init, complete, complete}, {ack}},
        {"completing before initialisation", {complete, init}, {ack}},
        {"ping at any time", {ping, init, ping}, {pong, ack, pong}},
        {"pong at any time", {R"({"type":"pong"})", init, R"({"type":"pong"})"}, {ack}},
        {"nothing after a close", {subscribe, init, ping, "{"}, {"close 4401"}},
    };
    for (const auto& [what, messages, answers] : cases) {
        Connection f;
        Said said;
        for (const auto& message : messages) {
            for (auto& answer : f.hear(message)) said.push_back(std::move(answer));
        }
        EXPECT_EQ(said, answers) << what;
    }
}

TEST(SubscriptionProtocol, ClosesWhenInitialisationTakesTooLong) {
    Connection late({.initialisation_timeout = 0ms});
    EXPECT_EQ(late.wake(), Said{"close 4408"});
    EXPECT_EQ(late.wake(), Said{});
    Connection early({.initialisation_timeout = 1h});
    EXPECT_EQ(early.peer->alarms, 1);
    EXPECT_EQ(early.wake(), Said{});  // somebody else's wake
    EXPECT_EQ(early.peer->alarms, 2);
    Connection in_time({.initialisation_timeout = 0ms});
    in_time.acknowledge();
    EXPECT_EQ(in_time.wake(), Said{});
}

TEST(SubscriptionProtocol, TakesTheCredentialOfTheUpgradeUnlessThePayloadHasOne) {
    Connection by_header({}, {{"authorization", "Bearer good"}});
    EXPECT_EQ(by_header.hear(R"({"type":"connection_init"})"), Said{connection_ack_message()});
    Connection by_key({}, {{"x-api-key", "good"}});
    EXPECT_EQ(
        by_key.hear(R"({"type":"connection_init","payload":{}})"), Said{connection_ack_message()}
    );
    Connection overridden({}, {{"x-api-key", "good"}});
    EXPECT_EQ(
        overridden.hear(R"({"type":"connection_init","payload":{"x-api-key":"bad"}})"),
        Said{"close 4403"}
    );
}

TEST(SubscriptionProtocol, SaysWhenItIsNotTheCredentialsFault) {
    const struct {
        ErrorCode code;
        std::string answer;
    } cases[] = {
        {ErrorCode::unavailable, "close 1013"},
        {ErrorCode::resource_exhausted, "close 1013"},
        {ErrorCode::internal, "close 1011"},
        {ErrorCode::permission_denied, "close 4403"},
    };
    for (const auto& [code, answer] : cases) {
        Connection f;
        f.gate.failure = Error{.code = code, .message = "a scripted failure"};
        EXPECT_EQ(f.hear(R"({"type":"connection_init"})"), Said{answer});
    }
}

TEST(SubscriptionProtocol, ClosesWhenTheCredentialDoesNoMore) {
    const Error revoked{.code = ErrorCode::unauthenticated, .message = "the key was revoked"};
    const std::vector<std::string> forbidden{"close 4403"};

    Connection by_operation;
    by_operation.acknowledge();
    by_operation.gate.failure = revoked;
    EXPECT_EQ(by_operation.subscribe("1"), forbidden);
    EXPECT_TRUE(by_operation.runner.feeds.empty());

    Connection by_time({.credential_interval = std::chrono::milliseconds{0}});
    by_time.acknowledge();
    EXPECT_TRUE(by_time.subscribe("1").empty());
    by_time.gate.failure = revoked;
    EXPECT_EQ(by_time.wake(), forbidden);
    EXPECT_TRUE(by_time.runner.feeds.at(0)->is_released);
}

TEST(SubscriptionProtocol, StaysWhenTheCredentialCannotBeLookedAt) {
    Connection connection({.credential_interval = std::chrono::milliseconds{0}});
    connection.acknowledge();
    connection.gate.failure = Error{.code = ErrorCode::unavailable, .message = "no issuer"};
    EXPECT_TRUE(connection.subscribe("1").empty());
    EXPECT_TRUE(connection.wake().empty());
    EXPECT_FALSE(connection.runner.feeds.at(0)->is_released);
}

TEST(SubscriptionProtocol, GivesTheRunnerWhatItNeeds) {
    Connection f;
    f.acknowledge();
    f.subscribe("1");
    ASSERT_EQ(f.runner.feeds.size(), 1U);
    const auto& feed = *f.runner.feeds[0];
    EXPECT_EQ(feed.request.payload, R"({"query":"{a}"})");
    EXPECT_EQ(feed.request.remote_address, "192.0.2.7");
    EXPECT_EQ(feed.context.request_id, "r");
    EXPECT_EQ(feed.context.principal.subject, "somebody");
    EXPECT_EQ(feed.context.principal.tenant.value, "t");
    EXPECT_FALSE(feed.context.deadline.has_value());
    EXPECT_FALSE(feed.context.stop.stop_requested());
}

TEST(SubscriptionProtocol, AnswersAQueryAtOnce) {
    Connection f;
    f.acknowledge();
    f.runner.at_once = {{.kind = Kind::next, .json = R"({"data":{}})"}, {.kind = Kind::complete}};
    EXPECT_EQ(f.subscribe("q"), (Said{next_message("q", R"({"data":{}})"), complete_message("q")}));
    EXPECT_TRUE(f.runner.feeds[0]->is_released);
    EXPECT_EQ(f.subscribe("q"), Said{});  // the id is free again
}

TEST(SubscriptionProtocol, PassesARefusalOn) {
    Connection f;
    f.acknowledge();
    f.runner.at_once = {{.kind = Kind::refused, .json = R"([{"message":"no"}])"}};
    EXPECT_EQ(f.subscribe("1"), Said{error_message("1", R"([{"message":"no"}])")});
    EXPECT_EQ(f.subscribe("1"), Said{});
}

TEST(SubscriptionProtocol, SendsEventsAsTheyCome) {
    Connection f;
    f.acknowledge();
    f.subscribe("a");
    f.subscribe("b");
    EXPECT_EQ(f.peer->wakes, 0);
    f.runner.feeds[1]->push(Kind::next, "1");
    EXPECT_EQ(f.peer->wakes, 1);
    EXPECT_EQ(f.wake(), Said{next_message("b", "1")});
    f.runner.feeds[0]->push(Kind::next, "2");
    f.runner.feeds[0]->push(Kind::complete);
    EXPECT_EQ(f.wake(), (Said{next_message("a", "2"), complete_message("a")}));
    EXPECT_TRUE(f.runner.feeds[0]->is_released);
    f.runner.feeds[0]->wake();  // late
    EXPECT_EQ(f.wake(), Said{});
    EXPECT_FALSE(f.runner.feeds[1]->is_released);
}

TEST(SubscriptionProtocol, CancelsWhatTheClientCompletes) {
    Connection f;
    f.acknowledge();
    f.subscribe("a");
    f.subscribe("b");
    f.runner.feeds[0]->push(Kind::next, "1");
    EXPECT_EQ(f.hear(R"({"type":"complete","id":"a"})"), Said{});
    EXPECT_TRUE(f.runner.feeds[0]->is_released);
    EXPECT_EQ(f.wake(), Said{});
    EXPECT_FALSE(f.runner.feeds[1]->context.stop.stop_requested());
}

TEST(SubscriptionProtocol, CancelsAllWhenTheConnectionEnds) {
    Connection f;
    f.acknowledge();
    f.subscribe("a");
    f.stop.request_stop();  // the client is gone, and this is known before `on_close`
    EXPECT_TRUE(f.runner.feeds[0]->context.stop.stop_requested());
    f.protocol.on_close(http::close_code::abnormal);
    EXPECT_TRUE(f.runner.feeds[0]->is_released);
    Connection closed_by_us;
    closed_by_us.acknowledge();
    closed_by_us.subscribe("a");
    closed_by_us.hear("{");
    EXPECT_TRUE(closed_by_us.runner.feeds[0]->is_released);
}

TEST(SubscriptionProtocol, LimitsOperationsOfAConnection) {
    Connection f({.max_operations = 2});
    f.acknowledge();
    f.subscribe("1");
    f.subscribe("2");
    const auto refused = f.subscribe("3");
    ASSERT_EQ(refused.size(), 1U);
    EXPECT_TRUE(refused[0].contains(R"("id":"3","type":"error")"));
    EXPECT_TRUE(refused[0].contains("resource_exhausted"));
    EXPECT_EQ(f.runner.feeds.size(), 2U);
    f.hear(R"({"type":"complete","id":"1"})");
    EXPECT_EQ(f.subscribe("3"), Said{});
}

TEST(SubscriptionProtocol, AsksForNothingThatTheClientDoesNotTake) {
    Connection f;
    f.acknowledge();
    f.subscribe("a");
    f.subscribe("b");
    for (int i = 0; i < 10; ++i) {
        f.runner.feeds[0]->push(Kind::next, "1");
        f.runner.feeds[1]->push(Kind::next, "2");
    }
    std::map<std::string, int> sent;
    for (int round = 0; round < 10; ++round) {
        f.peer->room = 2;
        const auto said = f.wake();
        EXPECT_EQ(said.size(), 2U);
        for (const auto& message : said) ++sent[message];
    }
    // Room was for half of them, and none had to wait for all of the other.
    EXPECT_EQ(sent[next_message("a", "1")], 10);
    EXPECT_EQ(sent[next_message("b", "2")], 10);
}

TEST(SubscriptionProtocol, LetsMessagesInBetweenManyResults) {
    Connection f;
    f.acknowledge();
    f.subscribe("a");
    for (int i = 0; i < 100; ++i) f.runner.feeds[0]->push(Kind::next, "1");
    f.peer->wakes = 0;
    std::size_t total = 0;
    int rounds = 0;
    do {
        f.peer->wakes = 0;
        total += f.wake().size();
        ++rounds;
    } while (f.peer->wakes > 0);
    EXPECT_EQ(total, 100U);
    EXPECT_GT(rounds, 1);
}

}  // namespace
}  // namespace lectern::transport::graphql::ws
