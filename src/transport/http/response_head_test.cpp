#include "transport/http/response_head.hpp"

#include <gtest/gtest.h>

namespace lectern::transport::http {
namespace {

class NoParts final : public BodySource {
  public:
    std::optional<std::string> next() override { return std::nullopt; }
    void on_ready(std::function<void()>) override {}
};

const RequestContext context{.request_id = "req_1", .correlation_id = "cor_1"};

Response streamed() { return Response{.stream = std::make_unique<NoParts>()}; }

TEST(HttpDate, WritesTheFixedFormat) {
    EXPECT_EQ(
        http_date(std::chrono::sys_seconds{std::chrono::seconds{784111777}}),
        "Sun, 06 Nov 1994 08:49:37 GMT"
    );
    EXPECT_EQ(http_date(std::chrono::sys_seconds{}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(ResponseHead, SaysWhatTheServerKnows) {
    const auto head =
        response_head(Response{.headers = {{"A", "b"}}, .body = "hello"}, context, {});
    EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\nA: b\r\n"));
    EXPECT_TRUE(head.ends_with("\r\n\r\n"));
    for (const char* line :
         {"Content-Length: 5\r\n",
          "X-Request-ID: req_1\r\n",
          "X-Correlation-ID: cor_1\r\n",
          "X-Content-Type-Options: nosniff\r\n",
          "Server: lectern\r\n",
          "Date: "}) {
        EXPECT_TRUE(head.contains(line)) << line;
    }
    EXPECT_FALSE(head.contains("Connection:"));
}

TEST(ResponseHead, OverridesItsOwnFields) {
    const Response response{
        .headers = {{"content-length", "99"}, {"Transfer-Encoding", "x"}, {"DATE", "never"}}
    };
    const auto head = response_head(response, context, {});
    EXPECT_FALSE(head.contains("99"));
    EXPECT_FALSE(head.contains("never"));
    EXPECT_FALSE(head.contains("Transfer-Encoding"));
    EXPECT_TRUE(head.contains("Content-Length: 0\r\n"));
}

TEST(ResponseHead, SaysWhatBecomesOfTheConnection) {
    EXPECT_TRUE(response_head({}, context, {.keep_alive = false}).contains("Connection: close\r\n")
    );
    EXPECT_TRUE(
        response_head({}, context, {.is_http_1_0 = true}).contains("Connection: keep-alive\r\n")
    );
}

TEST(ResponseHead, FramesEachKindOfBody) {
    EXPECT_TRUE(response_head(streamed(), context, {}).contains("Transfer-Encoding: chunked\r\n"));
    const auto old = response_head(streamed(), context, {.is_http_1_0 = true, .keep_alive = false});
    EXPECT_FALSE(old.contains("Transfer-Encoding") || old.contains("Content-Length"));
    EXPECT_FALSE(response_head(Response{.status = 204}, context, {}).contains("Content-Length"));
    EXPECT_FALSE(response_head(Response{.status = 304}, context, {}).contains("Content-Length"));
    EXPECT_TRUE(response_head(Response{.body = "abc"}, context, {.is_head = true})
                    .contains("Content-Length: 3\r\n"));
    EXPECT_FALSE(response_head({}, context, {.is_head = true}).contains("Content-Length"));
}

TEST(ResponseHead, FindsHeadersThatWouldSplitTheAnswer) {
    EXPECT_TRUE(has_valid_headers(Response{.headers = {{"X-A", "b\tc \xc3\xa9"}}}));
    EXPECT_FALSE(has_valid_headers(Response{.headers = {{"X-A", "b\r\nSet-Cookie: x"}}}));
    EXPECT_FALSE(has_valid_headers(Response{.headers = {{"X A", "b"}}}));
    EXPECT_FALSE(has_valid_headers(Response{.headers = {{"", "b"}}}));
    EXPECT_FALSE(has_valid_headers(Response{.headers = {{"X-A:", "b"}}}));
}

TEST(ChunkHead, CountsInHexadecimal) { EXPECT_EQ(chunk_head(255), "ff\r\n"); }

}  // namespace
}  // namespace lectern::transport::http
