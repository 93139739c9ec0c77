#include "transport/http/request_parser.hpp"

#include <algorithm>
#include <cstdio>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::transport::http {
namespace {

constexpr std::size_t max_header_bytes = 1024;
constexpr std::size_t unlimited = std::size_t{1} << 40;
using State = RequestParser::State;

std::string head_of(const std::string& start, const std::string& fields = "") {
    return start + "\r\nHost: h\r\n" + fields + "\r\n";
}

/// The status with which a whole message is refused, 0 when it is not.
unsigned refusal_of(const std::string& message) {
    RequestParser parser(max_header_bytes);
    const auto used = parser.take_head(message);
    if (parser.state() == State::refused) return parser.refusal().status;
    std::string body;
    parser.take_body(std::string_view(message).substr(used), unlimited, body);
    return parser.state() == State::refused ? parser.refusal().status : 0;
}

TEST(RequestParser, UnderstandsAHead) {
    RequestParser parser(max_header_bytes);
    const auto head = head_of("GET /a%20b?q=x+y HTTP/1.1", "X-Two:  a b \r\nx-two: c\r\n");
    EXPECT_EQ(parser.take_head(head + "rest"), head.size());
    ASSERT_EQ(parser.state(), State::complete);
    EXPECT_EQ(parser.head().method, "GET");
    EXPECT_EQ(parser.head().target, "/a%20b?q=x+y");
    EXPECT_EQ(parser.head().path, "/a%20b");
    EXPECT_EQ(parser.head().query.at(0).second, "x y");
    EXPECT_EQ(parser.head().header("x-two"), "a b");
    EXPECT_EQ(parser.head().headers.size(), 3U);
    EXPECT_TRUE(parser.wants_keep_alive());
    EXPECT_FALSE(parser.expects_continue());
}

TEST(RequestParser, FindsTheHeadHoweverItIsCut) {
    const auto head = head_of("GET / HTTP/1.1", "A: b\r\n");
    RequestParser parser(max_header_bytes);
    for (std::size_t size = 1; size < head.size(); ++size) {
        ASSERT_EQ(parser.take_head(head.substr(0, size)), 0U);
        ASSERT_EQ(parser.state(), State::head);
    }
    EXPECT_EQ(parser.take_head(head), head.size());
    EXPECT_EQ(parser.state(), State::complete);
}

TEST(RequestParser, KnowsWhoKeepsTheConnection) {
    const auto keeps = [](const std::string& head) {
        RequestParser parser(max_header_bytes);
        parser.take_head(head);
        return parser.wants_keep_alive();
    };
    EXPECT_TRUE(keeps(head_of("GET / HTTP/1.1")));
    EXPECT_FALSE(keeps(head_of("GET / HTTP/1.1", "Connection: x, Close\r\n")));
    EXPECT_FALSE(keeps(head_of("GET / HTTP/1.0")));
    EXPECT_TRUE(keeps(head_of("GET / HTTP/1.0", "Connection: keep-alive\r\n")));
    EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n\r\n"));
}

TEST(RequestParser, RefusesMalformedHeads) {
    for (const char* message : {
             "GET / HTTP/1.1\nHost: h\n\n",
             "GET / HTTP/1.1\r\nHost: h\nA: b\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: h\r\n\n",
             "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n folded\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: h\r\nA: b\r\n\tfolded\r\n\r\n",
             "GET / HTTP/1.1\r\n Host: h\r\n\r\n",
             "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: h\r\n: empty\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: h\r\nA: b\rc\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: h\r\nA: \x01\r\n\r\n",
             "GET  / HTTP/1.1\r\nHost: h\r\n\r\n",
             "GET / HTTP/1.1 \r\nHost: h\r\n\r\n",
             "GET /\r\nHost: h\r\n\r\n",
             "GET / http/1.1\r\nHost: h\r\n\r\n",
             "G(T / HTTP/1.1\r\nHost: h\r\n\r\n",
             "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
             "GET / HTTP/1.1\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a b\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
             "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
             "GET /?a=% HTTP/1.1\r\nHost: h\r\n\r\n",
             "GET /#top HTTP/1.1\r\nHost: h\r\n\r\n",
             "GET /\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n",
             "GET index HTTP/1.1\r\nHost: h\r\n\r\n",
             "CONNECT h:80 HTTP/1.1\r\nHost: h\r\n\r\n",
         }) {
        EXPECT_EQ(refusal_of(message), 400U) << message;
    }
    EXPECT_EQ(refusal_of(head_of("GET / HTTP/1.1", "A: " + std::string(1, '\0') + "\r\n")), 400U);
}

TEST(RequestParser, RefusesAnAmbiguousBodyLength) {
    const auto post = [](const std::string& fields) {
        return refusal_of(head_of("POST / HTTP/1.1", fields));
    };
    EXPECT_EQ(post("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400U);
    EXPECT_EQ(post("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n"), 400U);
    EXPECT_EQ(post("Content-Length: 1\r\nContent-Length: 2\r\n"), 400U);
    EXPECT_EQ(post("Content-Length: 1\r\nContent-Length: 1\r\n"), 400U);
    for (const char* length :
         {"1, 1", "1, 2", "+1", "-1", "0x1", "1 1", "", "99999999999999999999", "1.0"}) {
        EXPECT_EQ(post(std::string("Content-Length: ") + length + "\r\n"), 400U) << length;
    }
    EXPECT_EQ(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), 400U);
    EXPECT_EQ(post("Transfer-Encoding: chunked, chunked\r\n"), 501U);
    EXPECT_EQ(post("Transfer-Encoding: gzip, chunked\r\n"), 501U);
    EXPECT_EQ(post("Transfer-Encoding: gzip\r\n"), 501U);
    EXPECT_EQ(post("Transfer-Encoding: identity\r\n"), 501U);
    EXPECT_EQ(post("Transfer-Encoding: xchunked\r\n"), 501U);
    EXPECT_EQ(refusal_of("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400U);
}

TEST(RequestParser, RefusesOtherVersionsAndExpectations) {
    EXPECT_EQ(refusal_of("GET / HTTP/2.0\r\nHost: h\r\n\r\n"), 505U);
    EXPECT_EQ(refusal_of("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 505U);
    EXPECT_EQ(
        refusal_of(head_of("POST / HTTP/1.1", "Expect: miracles\r\nContent-Length: 1\r\n")), 417U
    );
}

TEST(RequestParser, LimitsTheHead) {
    EXPECT_EQ(refusal_of(head_of("GET / HTTP/1.1", "A: " + std::string(900, 'x') + "\r\n")), 0U);
    EXPECT_EQ(refusal_of(head_of("GET / HTTP/1.1", "A: " + std::string(1000, 'x') + "\r\n")), 431U);
    EXPECT_EQ(refusal_of("GET /" + std::string(max_header_bytes, 'x')), 431U);
}

TEST(RequestParser, KeepsWhatItUnderstoodOfARefusedHead) {
    RequestParser parser(max_header_bytes);
    parser.take_head("GET /x HTTP/1.1\r\nHost: h\r\nA: b\r\nno colon\r\n\r\n");
    ASSERT_EQ(parser.state(), State::refused);
    EXPECT_EQ(parser.head().method, "GET");
    EXPECT_EQ(parser.head().header("a"), "b");
}

TEST(RequestParser, RefusesMalformedChunks) {
    const auto chunked = [](const std::string& body) {
        return refusal_of(head_of("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n") + body);
    };
    EXPECT_EQ(chunked("1\r\na\r\n0\r\n\r\n"), 0U);
    EXPECT_EQ(chunked("1;name=\"v\"\r\na\r\n0\r\nTrailer: x\r\n\r\n"), 0U);
    for (const char* body :
         {"x\r\n",
          "\r\n",
          "-1\r\n",
          "0x1\r\na\r\n0\r\n\r\n",
          "1\r\nab\r\n0\r\n\r\n",
          "1 \r\na\r\n0\r\n\r\n",
          "1\na\n0\n\n\r\n",
          "1\r\naXX0\r\n\r\n",
          "11111111111111111\r\n",
          "0\r\nContent-Length: 5\r\n\r\n",
          "0\r\nbad trailer\r\n\r\n"}) {
        EXPECT_EQ(chunked(body), 400U) << body;
    }
    EXPECT_EQ(chunked("1;" + std::string(20'000, 'x')), 400U);
    EXPECT_EQ(chunked("0\r\nA: " + std::string(20'000, 'x')), 400U);
}

TEST(RequestParser, StopsAtItsOwnEnd) {
    RequestParser parser(max_header_bytes);
    const auto head = head_of("POST / HTTP/1.1", "Content-Length: 3\r\n");
    std::string body;
    EXPECT_EQ(parser.take_head(head + "abcGET /"), head.size());
    EXPECT_EQ(parser.declared_bytes_left(), 3U);
    EXPECT_EQ(parser.take_body("abcGET /", unlimited, body), 3U);
    EXPECT_EQ(parser.state(), State::complete);
    EXPECT_EQ(body, "abc");
}

TEST(RequestParser, WaitsForRoom) {
    RequestParser parser(max_header_bytes);
    parser.take_head(head_of("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n"));
    const std::string_view wire = "5\r\nabcde\r\n0\r\n\r\n";
    std::string body;
    const auto used = parser.take_body(wire, 2, body);
    EXPECT_EQ(body, "ab");
    EXPECT_EQ(parser.take_body(wire.substr(used), 0, body), 0U);
    EXPECT_EQ(used + parser.take_body(wire.substr(used), unlimited, body), wire.size());
    EXPECT_EQ(body, "abcde");
    EXPECT_EQ(parser.state(), State::complete);
}

std::string in_chunks(const std::vector<std::string>& chunks) {
    std::string wire;
    for (const auto& chunk : chunks) {
        if (chunk.empty()) continue;
        char size[20];
        std::snprintf(size, sizeof size, "%zx\r\n", chunk.size());
        wire += size + chunk + "\r\n";
    }
    return wire + "0\r\n\r\n";
}

RC_GTEST_PROP(
    RequestParserProperty, DecodesChunksHoweverTheyArrive, (const std::vector<std::string>& chunks)
) {
    std::string expected;
    for (const auto& chunk : chunks) expected += chunk;
    const auto wire = in_chunks(chunks);
    const auto step = *rc::gen::inRange<std::size_t>(1, 9);
    const auto room = *rc::gen::inRange<std::size_t>(1, 9);

    RequestParser parser(max_header_bytes);
    parser.take_head(head_of("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n"));
    std::string body;
    std::string pending;
    for (std::size_t at = 0; at < wire.size(); at += step) {
        pending += wire.substr(at, step);
        std::size_t used = 1;
        while (used > 0 && !pending.empty()) {
            used = parser.take_body(pending, room, body);
            pending.erase(0, used);
        }
    }
    RC_ASSERT(parser.state() == State::complete);
    RC_ASSERT(body == expected);
    RC_ASSERT(pending.empty());
}

RC_GTEST_PROP(RequestParserProperty, SurvivesAnyBytes, (const std::string& noise)) {
    const auto head = head_of("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n");
    auto mutated = head + "5\r\nabcde\r\n0\r\n\r\n";
    const auto at = *rc::gen::inRange<std::size_t>(0, mutated.size());
    mutated.replace(at, std::min(noise.size(), mutated.size() - at), noise);
    RequestParser parser(max_header_bytes);
    const auto used = parser.take_head(mutated);
    RC_ASSERT(used <= mutated.size());
    std::string body;
    if (parser.state() == State::body) {
        RC_ASSERT(parser.take_body(mutated.substr(used), unlimited, body) <= mutated.size() - used);
    }
    RC_ASSERT(body.size() <= mutated.size());
}

}  // namespace
}  // namespace lectern::transport::http
