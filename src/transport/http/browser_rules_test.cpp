#include "transport/http/browser_rules.hpp"

#include <gtest/gtest.h>

#include "core/ascii.hpp"

namespace lectern::transport::http {
namespace {

class Echo final : public Handler {
  public:
    RoutePlan plan(const RequestHead& head) override { return {.endpoint = head.path}; }
    Response handle(Request&, const RoutePlan&) override {
        ++handled_;
        return {.headers = headers_};
    }
    void finished(const RequestHead&, const Completion&) override { ++finished_; }

    std::vector<Header> headers_{};
    int handled_ = 0;
    int finished_ = 0;
};

struct Answer {
    unsigned status;
    std::vector<Header> headers;

    std::vector<std::string> all(std::string_view name) const {
        std::vector<std::string> values;
        for (const auto& [key, value] : headers) {
            if (equals_ignoring_case(key, name)) values.push_back(value);
        }
        return values;
    }
    std::string header(std::string_view name) const {
        const auto values = all(name);
        return values.empty() ? std::string("(absent)") : values.front();
    }
};

struct BrowserRulesTest : ::testing::Test {
    Echo echo;
    CorsOptions cors{.origins = {"https://app.example"}, .max_age = std::chrono::seconds{60}};
    bool secure = false;

    Answer call(const std::string& method, std::vector<Header> headers) {
        BrowserRules rules(echo, cors, secure);
        Request request;
        request.head.method = method;
        request.head.path = "/v1/jobs";
        request.head.headers = std::move(headers);
        Response response = rules.handle(request, rules.plan(request.head));
        return {response.status, std::move(response.headers)};
    }
    Answer preflight(const std::string& origin) {
        return call("OPTIONS", {{"origin", origin}, {"access-control-request-method", "PUT"}});
    }
};

TEST_F(BrowserRulesTest, AnswersPreflightsOfAllowedOriginsItself) {
    const Answer answer = preflight("https://app.example");
    EXPECT_EQ(answer.status, 204U);
    EXPECT_EQ(echo.handled_, 0);
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "https://app.example");
    EXPECT_EQ(answer.header("Access-Control-Allow-Methods"), "GET, HEAD, POST, PUT, DELETE");
    EXPECT_EQ(answer.header("Access-Control-Allow-Headers"), "Authorization, Content-Type");
    EXPECT_EQ(answer.header("Access-Control-Max-Age"), "60");
    EXPECT_EQ(answer.header("Access-Control-Allow-Credentials"), "(absent)");
    EXPECT_EQ(answer.header("Vary"), "Origin");
}

TEST_F(BrowserRulesTest, LeavesOtherOptionsToTheHandler) {
    EXPECT_EQ(call("OPTIONS", {}).status, 200U);
    EXPECT_EQ(call("OPTIONS", {{"origin", "https://app.example"}}).status, 200U);
    EXPECT_EQ(preflight("https://evil.example").header("Access-Control-Allow-Methods"), "(absent)");
    EXPECT_EQ(preflight("").header("Access-Control-Allow-Methods"), "(absent)");
    EXPECT_EQ(echo.handled_, 4);
}

TEST_F(BrowserRulesTest, TellsAllowedOriginsAloneThatTheyMayRead) {
    const Answer allowed = call("GET", {{"origin", "https://app.example"}});
    EXPECT_EQ(allowed.header("Access-Control-Allow-Origin"), "https://app.example");
    EXPECT_NE(
        allowed.header("Access-Control-Expose-Headers").find("RateLimit-Remaining"),
        std::string::npos
    );
    for (const char* origin :
         {"https://evil.example", "http://app.example", "https://app.example:8443", "null"}) {
        const Answer refused = call("GET", {{"origin", origin}});
        EXPECT_EQ(refused.header("Access-Control-Allow-Origin"), "(absent)") << origin;
        EXPECT_EQ(refused.header("Vary"), "Origin");
    }
    EXPECT_EQ(call("GET", {}).header("Access-Control-Allow-Origin"), "(absent)");
}

TEST_F(BrowserRulesTest, AllOriginsNeedNoVary) {
    cors.origins = {"*"};
    const Answer answer = call("GET", {{"origin", "https://anything.example"}});
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(answer.header("Vary"), "(absent)");
}

TEST_F(BrowserRulesTest, CredentialsAreAllowedWhenSaid) {
    cors.credentials = true;
    const Answer answer = call("GET", {{"origin", "https://app.example"}});
    EXPECT_EQ(answer.header("Access-Control-Allow-Credentials"), "true");
}

TEST_F(BrowserRulesTest, WithoutOriginsThereIsNoCors) {
    cors.origins.clear();
    const Answer answer = preflight("https://app.example");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(answer.header("Access-Control-Allow-Origin"), "(absent)");
    EXPECT_EQ(answer.header("Vary"), "(absent)");
}

TEST_F(BrowserRulesTest, AddsSecurityHeadersThatTheHandlerDidNotSet) {
    echo.headers_ = {{"content-security-policy", "default-src 'self'"}};
    const Answer answer = call("GET", {});
    EXPECT_EQ(
        answer.all("Content-Security-Policy"), std::vector<std::string>{"default-src 'self'"}
    );
    EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.header("Cross-Origin-Resource-Policy"), "same-origin");
    EXPECT_EQ(answer.header("Strict-Transport-Security"), "(absent)");
    secure = true;
    EXPECT_EQ(call("GET", {}).header("Strict-Transport-Security"), "max-age=31536000");
}

TEST_F(BrowserRulesTest, RefusesWebSocketsToPagesOfOtherOrigins) {
    const auto open = [this](const std::string& origin) {
        std::vector<Header> headers{{"upgrade", "websocket"}, {"host", "127.0.0.1:8080"}};
        if (!origin.empty()) headers.emplace_back("origin", origin);
        return call("GET", std::move(headers)).status;
    };
    EXPECT_EQ(open("https://evil.example"), 403U);
    EXPECT_EQ(open("http://127.0.0.1"), 403U);
    EXPECT_EQ(open("null"), 403U);
    EXPECT_EQ(echo.handled_, 0);
    EXPECT_EQ(open("https://app.example"), 200U);
    EXPECT_EQ(open("http://127.0.0.1:8080"), 200U);
    EXPECT_EQ(open(""), 200U);
}

TEST_F(BrowserRulesTest, PassesTheEndOn) {
    BrowserRules rules(echo, cors, secure);
    rules.finished({}, {});
    EXPECT_EQ(echo.finished_, 1);
}

TEST(CorsOptions, OriginsMethodsAndHeadersMustBeWhatTheyAreCalled) {
    const auto is_good = [](const CorsOptions& options) { return validate(options).has_value(); };
    EXPECT_TRUE(is_good({}));
    EXPECT_TRUE(is_good({.origins = {"*"}}));
    EXPECT_TRUE(is_good({.origins = {"http://localhost:3000", "https://[::1]"}}));
    EXPECT_TRUE(is_good({.origins = {"https://a.example"}, .credentials = true}));
    EXPECT_FALSE(is_good({.origins = {"*"}, .credentials = true}));
    for (const char* origin :
         {"",
          "app.example",
          "https://",
          "https://a.example/",
          "https://A.example",
          "ftp://a",
          "null"})
        EXPECT_FALSE(is_good({.origins = {origin}})) << origin;
    EXPECT_FALSE(is_good({.methods = {"GET POST"}}));
    EXPECT_FALSE(is_good({.headers = {"X Y"}}));
}

}  // namespace
}  // namespace lectern::transport::http
