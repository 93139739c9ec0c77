#include "transport/http/web_socket_handshake.hpp"

#include <gtest/gtest.h>

namespace lectern::transport::http {
namespace {

RequestHead proper() {
    return {
        .method = "GET",
        .headers =
            {
                {"upgrade", "websocket"},
                {"connection", "keep-alive, Upgrade"},
                {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="},
                {"sec-websocket-version", "13"},
            },
    };
}

RequestHead with(std::string_view name, std::string value) {
    auto head = proper();
    std::erase_if(head.headers, [name](const Header& header) { return header.first == name; });
    if (!value.empty()) head.headers.emplace_back(name, std::move(value));
    return head;
}

unsigned status_for(const RequestHead& head) {
    const auto fault = find_handshake_fault(head, false);
    return fault ? fault->status : 0;
}

TEST(Handshake, AnswersTheKeyAsTheStandardDoes) {
    EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(Handshake, TakesAProperRequest) {
    EXPECT_EQ(status_for(proper()), 0U);
    EXPECT_EQ(status_for(with("upgrade", "h2c, WebSocket")), 0U);
    EXPECT_EQ(status_for(with("content-length", "0")), 0U);
}

TEST(Handshake, SaysHowToDoBetter) {
    auto post = proper();
    post.method = "POST";
    EXPECT_EQ(status_for(post), 426U);
    EXPECT_EQ(status_for(with("upgrade", "")), 426U);
    EXPECT_EQ(status_for(with("upgrade", "h2c")), 426U);
    EXPECT_EQ(status_for(with("connection", "keep-alive")), 426U);
    EXPECT_EQ(status_for(with("sec-websocket-version", "8")), 426U);
    EXPECT_EQ(status_for(with("sec-websocket-version", "")), 426U);
    EXPECT_EQ(find_handshake_fault(proper(), true)->status, 426U);
}

TEST(Handshake, RefusesWhatIsMalformed) {
    EXPECT_EQ(status_for(with("sec-websocket-key", "")), 400U);
    EXPECT_EQ(status_for(with("sec-websocket-key", "c2hvcnQ=")), 400U);
    EXPECT_EQ(status_for(with("sec-websocket-key", "dGhlIHNhbXBsZSBub25j!Q==")), 400U);
    auto twice = proper();
    twice.headers.emplace_back("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    EXPECT_EQ(status_for(twice), 400U);
    EXPECT_EQ(status_for(with("content-length", "5")), 400U);
    EXPECT_EQ(status_for(with("transfer-encoding", "chunked")), 400U);
}

TEST(Handshake, ListsSubprotocolsOfAllFieldsInOrder) {
    auto head = proper();
    head.headers.emplace_back("sec-websocket-protocol", "b,, a");
    head.headers.emplace_back("sec-websocket-protocol", " c ");
    EXPECT_EQ(offered_subprotocols(head), (std::vector<std::string>{"b", "a", "c"}));
    EXPECT_TRUE(offered_subprotocols(proper()).empty());
}

}  // namespace
}  // namespace lectern::transport::http
