#include "transport/graphql/ws/envelope.hpp"

#include <gtest/gtest.h>

namespace lectern::transport::graphql::ws {
namespace {

using Type = ClientMessage::Type;

TEST(ClientMessage, ReadsEveryType) {
    const auto init = parse_client_message(
        R"({"type":"connection_init","payload":{"Authorization":"Bearer t","X-API-Key":"k","a":1}})"
    );
    ASSERT_TRUE(init.has_value());
    EXPECT_EQ(init->type, Type::connection_init);
    EXPECT_EQ(init->authorization, "Bearer t");
    EXPECT_EQ(init->api_key, "k");
    const auto subscribe = parse_client_message(
        R"({ "id": "7", "type": "subscribe", "payload": { "query": "{a}", "variables": null } })"
    );
    ASSERT_TRUE(subscribe.has_value());
    EXPECT_EQ(subscribe->type, Type::subscribe);
    EXPECT_EQ(subscribe->id, "7");
    EXPECT_EQ(subscribe->payload, R"({"query":"{a}","variables":null})");
    EXPECT_EQ(parse_client_message(R"({"type":"ping"})")->type, Type::ping);
    EXPECT_EQ(parse_client_message(R"({"type":"ping","payload":{"a":1}})")->payload, R"({"a":1})");
    EXPECT_EQ(parse_client_message(R"({"type":"pong","payload":null})")->payload, "");
    EXPECT_EQ(parse_client_message(R"({"type":"complete","id":"7"})")->id, "7");
}

TEST(ClientMessage, KeepsNumbersOfVariablesExact) {
    const auto message =
        parse_client_message(R"({"id":"1","type":"subscribe","payload":{"query":"q","variables":)"
                             R"({"a":9007199254740993,"b":0.1,"c":1.0,"d":18446744073709551615}}})"
        );
    EXPECT_EQ(
        message->payload,
        R"({"query":"q","variables":{"a":9007199254740993,"b":0.1,"c":1.0,)"
        R"("d":18446744073709551615}})"
    );
}

TEST(ClientMessage, RefusesWhatTheProtocolDoesNotKnow) {
    const std::string long_id(129, 'x');
    const std::string cases[] = {
        "",
        "nonsense",
        "null",
        "[]",
        "\"ping\"",
        "{}",
        R"({"type":1})",
        R"({"type":"Ping"})",
        R"({"type":"next","id":"1","payload":{}})",
        R"({"type":"error","id":"1","payload":[]})",
        R"({"type":"connection_ack"})",
        R"({"type":"start","id":"1","payload":{"query":"{a}"}})",
        R"({"type":"ping","payload":"text"})",
        R"({"type":"ping","payload":[]})",
        R"({"type":"connection_init","payload":7})",
        R"({"type":"connection_init","payload":{"authorization":7}})",
        R"({"type":"connection_init","payload":{"x-api-key":[]}})",
        R"({"type":"complete"})",
        R"({"type":"complete","id":7})",
        R"({"type":"complete","id":""})",
        R"({"type":"complete","id":")" + long_id + R"("})",
        R"({"type":"subscribe","payload":{"query":"{a}"}})",
        R"({"type":"subscribe","id":"1"})",
        R"({"type":"subscribe","id":"1","payload":null})",
        R"({"type":"subscribe","id":"1","payload":"{a}"})",
        R"({"type":"subscribe","id":"1","payload":{}})",
        R"({"type":"subscribe","id":"1","payload":{"query":1}})",
        R"({"type":"subscribe","id":"1","payload":{"query":"{a}","operationName":1}})",
        R"({"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}})",
        R"({"type":"subscribe","id":"1","payload":{"query":"{a}","extensions":"x"}})",
        R"({"type":"ping"} x)",
    };
    for (const auto& text : cases) {
        const auto message = parse_client_message(text);
        ASSERT_FALSE(message.has_value()) << text;
        EXPECT_EQ(message.error().code, ErrorCode::invalid_argument) << text;
    }
}

TEST(ClientMessage, TakesAPersistedQueryWithoutItsText) {
    EXPECT_TRUE(parse_client_message(R"({"type":"subscribe","id":"1","payload":{"extensions":{}}})")
                    .has_value());
}

TEST(ServerMessage, IsJsonWhateverTheIdHolds) {
    EXPECT_EQ(connection_ack_message(), R"({"type":"connection_ack"})");
    EXPECT_EQ(pong_message(""), R"({"type":"pong"})");
    EXPECT_EQ(pong_message(R"({"a":1})"), R"({"type":"pong","payload":{"a":1}})");
    EXPECT_EQ(
        next_message("a\"\n", R"({"data":null})"),
        R"({"id":"a\"\n","type":"next","payload":{"data":null}})"
    );
    EXPECT_EQ(error_message("1", "[]"), R"({"id":"1","type":"error","payload":[]})");
    EXPECT_EQ(complete_message("1"), R"({"id":"1","type":"complete"})");
    EXPECT_EQ(
        error_list({.code = ErrorCode::resource_exhausted, .message = "too many"}),
        R"([{"message":"too many","extensions":{"code":"resource_exhausted"}}])"
    );
}

}  // namespace
}  // namespace lectern::transport::graphql::ws
