#include "access/issuer_keys.hpp"

#include <future>
#include <latch>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "access/testing/issuer_server.hpp"
#include "access/testing/manual_steady.hpp"
#include "access/testing/signing_key.hpp"
#include "telemetry/recording.hpp"

namespace lectern::access {
namespace {

using namespace std::chrono_literals;
using testing::IssuerServer;
using testing::jwk_set;
using testing::SigningKey;

std::string set_of(std::initializer_list<const char*> ids) {
    static const SigningKey key = SigningKey::ed25519();
    std::string keys;
    for (const char* id : ids) keys += (keys.empty() ? "" : ",") + key.jwk(id);
    return jwk_set({keys});
}

class IssuerKeysTest : public ::testing::Test {
  protected:
    IssuerKeysTest() { publish({"one"}); }

    void publish(std::initializer_list<const char*> ids, const std::string& headers = {}) {
        server_.publish("/jwks", {.body = set_of(ids), .headers = headers});
    }

    IssuerKeys::Options options() const {
        return {.issuer = server_.url(), .jwks_url = server_.url() + "/jwks"};
    }

    void make(IssuerKeys::Options options) {
        keys_.emplace(std::move(options), recording_.telemetry(), steady_.clock());
    }

    bool has(std::string_view id) {
        const auto set = keys_->get({});
        EXPECT_TRUE(set) << set.error().message;
        return set && (*set)->find(id, Algorithm::eddsa) != nullptr;
    }

    // Asks as a token with an unknown key does, which waits for a fetch that is under way.
    bool finds(std::string_view id) {
        auto set = keys_->get({});
        if (set && (*set)->find(id, Algorithm::eddsa) == nullptr) set = keys_->get_newer({}, *set);
        return set && (*set)->find(id, Algorithm::eddsa) != nullptr;
    }

    // Not while somebody asks.
    void await_fetches(int count) {
        while (server_.requests("/jwks") < count) std::this_thread::yield();
        (void)finds("nobody has this");
    }

    int fetches() const { return server_.requests("/jwks"); }

    telemetry::Recording recording_;
    testing::ManualSteady steady_;
    IssuerServer server_;
    std::optional<IssuerKeys> keys_;
};

TEST_F(IssuerKeysTest, FetchesOnceAndKeepsThem) {
    make(options());
    EXPECT_EQ(fetches(), 0);
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(has("one"));
    EXPECT_EQ(fetches(), 1);
    EXPECT_EQ(recording_.total("jwks_refreshes_total", {"ok"}), 1);
}

TEST_F(IssuerKeysTest, FindsThemByDiscovery) {
    server_.publish(
        "/realm/.well-known/openid-configuration",
        {.body = R"({"issuer":")" + server_.url() + R"(/realm/","jwks_uri":")" + server_.url() +
                 R"(/jwks"})"}
    );
    make({.issuer = server_.url() + "/realm/"});
    EXPECT_TRUE(has("one"));
}

TEST_F(IssuerKeysTest, RefusesTheConfigurationOfAnotherIssuer) {
    const std::string good_url = R"(,"jwks_uri":")" + server_.url() + R"(/jwks")";
    const std::string issuer = R"("issuer":")" + server_.url() + '"';
    for (const std::string& body :
         {R"({"issuer":"https://other.example")" + good_url + "}",
          "{" + good_url.substr(1) + "}",
          "{" + issuer + "}",
          "{" + issuer + R"(,"jwks_uri":"http://other.example/jwks"})",
          "{" + issuer + R"(,"jwks_uri":"file:///etc/passwd"})",
          std::string("no json")}) {
        server_.publish("/.well-known/openid-configuration", {.body = body});
        make({.issuer = server_.url()});
        const auto set = keys_->get({});
        ASSERT_FALSE(set) << body;
        EXPECT_EQ(set.error().code, ErrorCode::unavailable);
    }
    EXPECT_EQ(fetches(), 0);
}

TEST_F(IssuerKeysTest, RenewsThemInTheBackgroundWhenTheirLifetimeIsOver) {
    publish({"one"}, "Cache-Control: public, Max-Age=100\r\n");
    make(options());
    EXPECT_TRUE(has("one"));
    publish({"one", "two"});
    steady_.advance(99s);
    EXPECT_FALSE(has("two"));
    EXPECT_EQ(fetches(), 1);
    steady_.advance(1s);
    EXPECT_TRUE(has("one")) << "nobody waits";
    await_fetches(2);
    EXPECT_TRUE(has("two"));
    EXPECT_EQ(fetches(), 2);
}

TEST_F(IssuerKeysTest, LifetimeStaysWithinBounds) {
    const struct {
        const char* header;
        std::chrono::seconds lifetime;
    } cases[] = {
        {"", 300s},
        {"Cache-Control: max-age=120\r\n", 120s},
        {"Cache-Control: max-age=0\r\n", 60s},
        {"Cache-Control: max-age=99999999999\r\n", 86'400s},
        {"Cache-Control: max-age=99999999999999999999999\r\n", 300s},
        {"Cache-Control: max-age=-5\r\n", 300s},
        {"Cache-Control: no-store\r\n", 60s},
        {"Cache-Control: no-cache, max-age=600\r\n", 60s},
    };
    for (const auto& [header, lifetime] : cases) {
        SCOPED_TRACE(header);
        publish({"one"}, header);
        make(options());
        const int before = fetches();
        EXPECT_TRUE(has("one"));
        steady_.advance(lifetime - 1ns);
        EXPECT_TRUE(has("one"));
        EXPECT_EQ(fetches(), before + 1);
        steady_.advance(1ns);
        EXPECT_TRUE(has("one"));
        await_fetches(before + 2);
    }
}

TEST_F(IssuerKeysTest, UnknownKeyAsksForNewOnesAtOnce) {
    make(options());
    EXPECT_TRUE(has("one"));
    steady_.advance(10s);
    publish({"two"});
    EXPECT_TRUE(finds("two"));
    EXPECT_FALSE(has("one")) << "withdrawn";
    EXPECT_EQ(fetches(), 2);
}

TEST_F(IssuerKeysTest, FloodOfUnknownKeysFetchesOnce) {
    make(options());
    EXPECT_TRUE(has("one"));
    steady_.advance(10s);
    std::vector<std::jthread> flood;
    for (int thread = 0; thread < 8; ++thread) {
        flood.emplace_back([this] {
            for (int i = 0; i < 200; ++i) EXPECT_FALSE(finds("forged"));
        });
    }
    flood.clear();
    EXPECT_EQ(fetches(), 2);
    steady_.advance(10s);
    EXPECT_FALSE(finds("forged"));
    EXPECT_EQ(fetches(), 3);
}

TEST_F(IssuerKeysTest, AllWhoWaitShareOneFetch) {
    constexpr int askers = 8;
    std::latch arrived(askers);
    // The answer comes when all have asked, or were about to.
    server_.on_request([&arrived] { arrived.wait(); });
    make(options());
    std::vector<std::jthread> waiting;
    for (int i = 0; i < askers; ++i) {
        waiting.emplace_back([this, &arrived] {
            arrived.count_down();
            EXPECT_TRUE(has("one"));
        });
    }
    waiting.clear();
    EXPECT_EQ(fetches(), 1);
}

TEST_F(IssuerKeysTest, KeepsThemWhileTheIssuerIsDown) {
    IssuerKeys::Options wanted = options();
    wanted.longest_stale = 1000s;
    make(wanted);
    EXPECT_TRUE(has("one"));
    server_.set_down(true);
    steady_.advance(300s);
    EXPECT_TRUE(has("one"));
    await_fetches(2);
    steady_.advance(999s);
    EXPECT_TRUE(has("one"));
    await_fetches(3);
    steady_.advance(1s);
    const auto set = keys_->get({});
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().code, ErrorCode::unavailable);
    EXPECT_EQ(recording_.total("jwks_refreshes_total", {"unavailable"}), 2);

    server_.set_down(false);
    steady_.advance(10s);
    EXPECT_TRUE(has("one"));
}

TEST_F(IssuerKeysTest, IssuerThatIsDownIsNotAskedAgainAtOnce) {
    server_.set_down(true);
    make(options());
    for (int i = 0; i < 5; ++i) {
        const auto set = keys_->get({});
        ASSERT_FALSE(set);
        EXPECT_EQ(set.error().code, ErrorCode::unavailable);
        EXPECT_EQ(set.error().retry_after, 10s);
    }
    const int asked = fetches();
    steady_.advance(10s);
    server_.set_down(false);
    EXPECT_TRUE(has("one"));
    EXPECT_EQ(fetches(), asked + 1);
}

TEST_F(IssuerKeysTest, BadAnswersDoNotReplaceGoodKeys) {
    make(options());
    EXPECT_TRUE(has("one"));
    const IssuerServer::Page bad[] = {
        {.body = "{}"},
        {.body = R"({"keys":[]})"},
        {.body = set_of({"two"}), .status = "500 Internal Server Error"},
        {.body = set_of({"two"}), .headers = "Location: /jwks\r\n", .status = "302 Found"},
        {.body = set_of({"two"}) + std::string(300'000, ' ')},
    };
    for (const IssuerServer::Page& page : bad) {
        server_.publish("/jwks", page);
        steady_.advance(10s);
        EXPECT_FALSE(finds("two")) << page.status << page.body.substr(0, 20);
        EXPECT_TRUE(has("one"));
    }
    EXPECT_EQ(fetches(), 6);
}

TEST_F(IssuerKeysTest, NobodyWaitsLongerThanTheirDeadline) {
    std::promise<void> answer;
    server_.on_request([&answer] { answer.get_future().wait(); });
    make(options());
    RequestContext context;
    context.deadline = std::chrono::steady_clock::now() + 20ms;
    EXPECT_EQ(keys_->get(context).error().code, ErrorCode::deadline_exceeded);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(keys_->get({.stop = stop.get_token()}).error().code, ErrorCode::cancelled);
    answer.set_value();
    EXPECT_TRUE(has("one"));
}

TEST_F(IssuerKeysTest, EndsWhileAFetchIsUnderWay) {
    std::latch asked(1);
    std::promise<void> answer;
    server_.on_request([&] {
        asked.count_down();
        answer.get_future().wait();
    });
    IssuerKeys::Options wanted = options();
    wanted.timeout = 600s;
    make(wanted);
    std::stop_source stop;
    std::jthread asker([&] {
        EXPECT_EQ(keys_->get({.stop = stop.get_token()}).error().code, ErrorCode::cancelled);
    });
    asked.wait();
    stop.request_stop();
    asker.join();
    keys_.reset();  // would take ten minutes
    answer.set_value();
}

TEST(IssuerKeysOptions, UrlsHaveToBeSafe) {
    const auto accepts = [](std::string issuer, bool allow_http) {
        return validate(IssuerKeys::Options{.issuer = std::move(issuer), .allow_http = allow_http})
            .has_value();
    };
    for (const char* url :
         {"https://issuer.example",
          "https://issuer.example:8443/realms/a",
          "http://127.0.0.1:8080",
          "http://localhost/x",
          "http://[::1]:80"})
        EXPECT_TRUE(accepts(url, false)) << url;
    for (const char* url :
         {"",
          "https://",
          "https:///x",
          "issuer.example",
          "ftp://issuer.example",
          "file:///etc",
          "http://issuer.example",
          "http://127.0.0.1.example",
          "http://localhost@evil.example",
          "http://localhost:x@evil.example/",
          "https://user@issuer.example"})
        EXPECT_FALSE(accepts(url, false)) << url;
    EXPECT_TRUE(accepts("http://keycloak:8080/realms/a", true));
    EXPECT_FALSE(accepts("ftp://keycloak", true));
}

TEST(IssuerKeysOptions, BoundsHaveToBeInOrder) {
    const IssuerKeys::Options good{.issuer = "https://issuer.example"};
    EXPECT_TRUE(validate(good));
    auto options = good;
    options.shortest_lifetime = options.longest_lifetime + 1s;
    EXPECT_FALSE(validate(options));
    options = good;
    options.timeout = 0ms;
    EXPECT_FALSE(validate(options));
    options = good;
    options.max_keys = 0;
    EXPECT_FALSE(validate(options));
    options = good;
    options.jwks_url = "http://elsewhere.example/jwks";
    EXPECT_FALSE(validate(options));
}

}  // namespace
}  // namespace lectern::access
