#include <gtest/gtest.h>

#include "access/audit_chain.hpp"
#include "transport/rest/testing/rest_fixture.hpp"

namespace lectern::transport::rest {
namespace {

using testing::Answer;
using testing::RestFixture;

std::string text(const Answer& answer, std::string_view pointer) {
    const boost::json::value value = answer.at(pointer);
    return value.is_string() ? std::string(value.get_string()) : "(no text)";
}

TEST(KeyHandlers, MakeAKeyAndShowItsSecretOnce) {
    RestFixture rest;
    const Answer made = rest.call(
        "POST",
        "/v1/keys",
        R"({"name":"ci","scopes":["ingest:write","jobs:read"],"expires_at":"2030-01-01T00:00:00Z"})"
    );
    ASSERT_EQ(made.status, 201U) << made.body;
    const std::string id = text(made, "/key/id");
    EXPECT_EQ(made.header("Location"), "/v1/keys/" + id);
    EXPECT_TRUE(text(made, "/secret").starts_with("lk_" + id + "_"));
    EXPECT_EQ(text(made, "/key/name"), "ci");
    EXPECT_EQ(text(made, "/key/tenant"), "default");
    EXPECT_EQ(text(made, "/key/expires_at"), "2030-01-01T00:00:00.000Z");
    EXPECT_EQ(made.at("/key/scopes"), (boost::json::array{"ingest:write", "jobs:read"}));

    const Answer shown = rest.call("GET", "/v1/keys/" + id);
    EXPECT_EQ(shown.json(), made.at("/key"));
    EXPECT_EQ(shown.body.find("digest"), std::string::npos);
    EXPECT_EQ(rest.call("GET", "/v1/keys").at("/items/0"), made.at("/key"));
}

TEST(KeyHandlers, RefuseWhatIsNoKey) {
    RestFixture rest;
    for (const char* body : {
             R"({"name":"x"})",
             R"({"name":"x","scopes":[]})",
             R"({"name":"x","scopes":["everything"]})",
             R"({"name":"","scopes":["admin"]})",
             R"({"name":"x","scopes":["admin"],"tenant":"No Name"})",
             R"({"name":"x","scopes":["admin"],"expires_at":"tomorrow"})",
             R"({"name":"x","scopes":["admin"],"expires_at":"2001-01-01T00:00:00Z"})",
             R"({"name":"x","scopes":["admin"],"expires_at":null})",
         }) {
        EXPECT_EQ(rest.call("POST", "/v1/keys", body).status, 400U) << body;
    }
    EXPECT_EQ(rest.call("GET", "/v1/keys").at("/items"), boost::json::array{});
}

TEST(KeyHandlers, RotateWithAndWithoutGrace) {
    RestFixture rest;
    const Answer made = rest.call("POST", "/v1/keys", R"({"name":"x","scopes":["admin"]})");
    const std::string path = "/v1/keys/" + text(made, "/key/id");
    const Answer rotated = rest.call("POST", path + "/rotate");
    ASSERT_EQ(rotated.status, 200U) << rotated.body;
    EXPECT_NE(text(rotated, "/secret"), text(made, "/secret"));
    EXPECT_NE(text(rotated, "/key/previous_expires_at"), "(no text)");
    const Answer at_once = rest.call("POST", path + "/rotate", R"({"grace_seconds":0})");
    ASSERT_EQ(at_once.status, 200U) << at_once.body;
    EXPECT_NE(text(at_once, "/secret"), text(rotated, "/secret"));
    EXPECT_EQ(rest.call("POST", path + "/rotate", R"({"grace_seconds":-1})").status, 400U);
    EXPECT_EQ(rest.call("POST", "/v1/keys/none/rotate").status, 404U);
}

TEST(KeyHandlers, RevokeForGood) {
    RestFixture rest;
    const Answer made = rest.call("POST", "/v1/keys", R"({"name":"x","scopes":["admin"]})");
    const std::string path = "/v1/keys/" + text(made, "/key/id");
    const Answer revoked = rest.call("DELETE", path);
    EXPECT_EQ(revoked.status, 200U);
    EXPECT_NE(text(revoked, "/revoked_at"), "(no text)");
    EXPECT_EQ(rest.call("DELETE", path).json(), revoked.json());
    EXPECT_EQ(rest.call("GET", path).json(), revoked.json());
    EXPECT_EQ(rest.call("POST", path + "/rotate").status, 409U);
    EXPECT_EQ(rest.call("DELETE", "/v1/keys/none").status, 404U);
}

struct AuditHandlers : ::testing::Test {
    RestFixture rest;

    AuditHandlers() {
        std::optional<domain::AuditRecord> before;
        for (const char* operation : {"createKey", "putDataset", "putDataset"}) {
            domain::AuditRecord record{
                .time = rest.clock.now(),
                .tenant = {"default"},
                .subject = "ada",
                .protocol = "rest",
                .operation = operation,
                .outcome = "ok",
                .request_id = "r",
            };
            access::link(record, before ? &*before : nullptr);
            EXPECT_TRUE(rest.store.audit().append({}, std::span(&record, 1)));
            before = record;
            rest.clock.advance(std::chrono::hours{1});
        }
    }
};

TEST_F(AuditHandlers, ListRecordsNewestFirst) {
    const Answer all = rest.call("GET", "/v1/audit?limit=2");
    ASSERT_EQ(all.status, 200U) << all.body;
    EXPECT_EQ(all.at("/items/0/sequence"), 3);
    EXPECT_EQ(text(all, "/items/0/subject"), "ada");
    EXPECT_EQ(all.at("/items/0/key"), nullptr);
    const Answer rest_of_it =
        rest.call("GET", "/v1/audit?limit=2&cursor=" + text(all, "/next_cursor"));
    EXPECT_EQ(text(rest_of_it, "/items/0/operation"), "createKey");
    EXPECT_EQ(rest_of_it.at("/next_cursor"), nullptr);
}

TEST_F(AuditHandlers, FilterByEachMember) {
    const auto count = [this](const std::string& filter) {
        const Answer answer = rest.call("GET", "/v1/audit?" + filter);
        EXPECT_EQ(answer.status, 200U) << answer.body;
        return answer.at("/items").as_array().size();
    };
    EXPECT_EQ(count("operation=putDataset"), 2U);
    EXPECT_EQ(count("subject=bob"), 0U);
    EXPECT_EQ(count("outcome=ok&operation=createKey"), 1U);
    EXPECT_EQ(count("from=2023-11-14T22:13:20Z&until=2023-11-14T22:13:21Z"), 1U);
    EXPECT_EQ(rest.call("GET", "/v1/audit?from=yesterday").status, 400U);
}

TEST_F(AuditHandlers, VerifyTellsWhetherTheTrailIsAsItWasWritten) {
    const Answer good = rest.call("GET", "/v1/audit/verification");
    ASSERT_EQ(good.status, 200U) << good.body;
    EXPECT_EQ(good.at("/intact"), true);
    EXPECT_EQ(good.at("/good"), 3);
    const std::string anchor = "/v1/audit/verification?sequence=3&hash=";
    EXPECT_EQ(rest.call("GET", anchor + text(good, "/last_hash")).at("/intact"), true);
    const Answer broken = rest.call("GET", anchor + std::string(64, 'a'));
    EXPECT_EQ(broken.at("/intact"), false);
    EXPECT_EQ(broken.at("/broken_sequence"), 3);
    EXPECT_EQ(rest.call("GET", "/v1/audit/verification?sequence=3").status, 400U);
}

}  // namespace
}  // namespace lectern::transport::rest
