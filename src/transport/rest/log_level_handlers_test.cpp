#include <string>

#include <gtest/gtest.h>

#include "transport/rest/admin_api.hpp"
#include "transport/rest/testing/rest_fixture.hpp"

namespace lectern::transport::rest {
namespace {

using telemetry::LogLevel;
using testing::Answer;
using testing::RestFixture;

constexpr const char* path = "/admin/log-level";

TEST(LogLevelHandlers, TellTheLevel) {
    RestFixture rest;
    EXPECT_EQ(rest.call("GET", path).body, R"({"level":"info","configured_level":"info"})");
}

TEST(LogLevelHandlers, SetALevelForAWhile) {
    RestFixture rest;
    const Answer answer = rest.call("PUT", path, R"({"level":"debug","expires_in":"2h"})");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.at("/level"), "debug");
    EXPECT_EQ(answer.at("/configured_level"), "info");
    EXPECT_EQ(answer.at("/expires_in"), "7200s");
    EXPECT_EQ(rest.log_level.state().level, LogLevel::debug);
}

TEST(LogLevelHandlers, SetItForTenMinutesWhenNotTold) {
    RestFixture rest;
    EXPECT_EQ(rest.call("PUT", path, R"({"level":"error"})").at("/expires_in"), "600s");
}

TEST(LogLevelHandlers, RefuseWhatIsOutOfRange) {
    RestFixture rest;
    for (const char* body :
         {R"({"level":"loud"})",
          R"({"level":"DEBUG"})",
          R"({"expires_in":"10m"})",
          R"({"level":"debug","expires_in":"0s"})",
          R"({"level":"debug","expires_in":"25h"})",
          R"({"level":"debug","expires_in":"10"})",
          R"({"level":"debug","expires_in":"-1s"})",
          R"({"level":"debug","expires_in":600})",
          R"({"level":"debug","for_ever":true})"}) {
        EXPECT_EQ(rest.call("PUT", path, body).status, 400) << body;
    }
    EXPECT_EQ(rest.call("PUT", path).status, 400);
    EXPECT_EQ(rest.log_level.state().level, LogLevel::info);
}

TEST(LogLevelHandlers, ChangeItOnTheAdminListenerForThisMachineAlone) {
    RestFixture rest;
    auto admin = AdminApi::create(rest.probes, rest.metrics, rest.log_level, rest.telemetry);
    ASSERT_TRUE(admin) << admin.error().message;
    const auto put = [&](const std::string& from, std::vector<http::Header> headers = {}) {
        return rest.call(**admin, "PUT", path, R"({"level":"debug"})", std::move(headers), from);
    };
    for (const char* from : {"10.0.0.7", "::ffff:10.0.0.7", "2001:db8::1", "1270.0.0.1", ""}) {
        EXPECT_EQ(put(from).status, 403) << from;
    }
    EXPECT_EQ(put("127.0.0.1", {{"origin", "http://127.0.0.1:9464"}}).status, 403)
        << "a page that a name of its own leads to";
    EXPECT_EQ(rest.log_level.state().level, LogLevel::info);
    for (const char* from : {"127.0.0.1", "::1", "::ffff:127.0.0.1"}) {
        EXPECT_EQ(put(from).status, 200) << from;
    }
    EXPECT_EQ(rest.log_level.state().level, LogLevel::debug);
    EXPECT_EQ(rest.call(**admin, "GET", path, {}, {}, "10.0.0.7").status, 200);
}

}  // namespace
}  // namespace lectern::transport::rest
