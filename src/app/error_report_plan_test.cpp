#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "app/error_reports.hpp"
#include "core/testing/temporary_folder.hpp"

namespace lectern::app {
namespace {

using Variables = std::map<std::string, std::string>;

Result<std::optional<ErrorReportPlan>> plan(const Config& config, const Variables& variables = {}) {
    return plan_error_reports(config, [&](std::string_view name) {
        const auto found = variables.find(std::string(name));
        return found == variables.end() ? std::string() : found->second;
    });
}

TEST(ErrorReportPlan, IsNoneWithoutADsn) {
    const auto none = plan({});
    ASSERT_TRUE(none);
    EXPECT_FALSE(*none);
    EXPECT_FALSE(*plan({}, {{"SENTRY_DSN", ""}, {"SENTRY_RELEASE", "1"}}));
}

TEST(ErrorReportPlan, HasDefaultsForWhatNobodySays) {
    Config config;
    config.telemetry.sentry.dsn = "https://key@host/1";
    config.data.directory = "/data";
    const auto made = plan(config);
    ASSERT_TRUE(made && *made);
    EXPECT_EQ((*made)->origin.environment, "production");
    EXPECT_TRUE((*made)->origin.release.starts_with("lectern@"));
    EXPECT_EQ((*made)->spool.folder, "/data/spool/errors");
    EXPECT_FALSE((*made)->origin.server_name.empty());
}

TEST(ErrorReportPlan, TakesWhatTheEnvironmentSaysOfSettingsThatAreEmpty) {
    const Variables variables{
        {"SENTRY_DSN", "https://key@from-environment/1"},
        {"SENTRY_ENVIRONMENT", "staging"},
        {"SENTRY_RELEASE", "lectern@deadbeef"},
    };
    Config config;
    auto made = plan(config, variables);
    ASSERT_TRUE(made && *made);
    EXPECT_EQ((*made)->sender.dsn.host, "from-environment");
    EXPECT_EQ((*made)->origin.environment, "staging");
    EXPECT_EQ((*made)->origin.release, "lectern@deadbeef");

    config.telemetry.sentry.dsn = "https://key@from-settings/1";
    config.telemetry.sentry.environment = "test";
    config.telemetry.sentry.release = "lectern@2";
    made = plan(config, variables);
    ASSERT_TRUE(made && *made);
    EXPECT_EQ((*made)->sender.dsn.host, "from-settings");
    EXPECT_EQ((*made)->origin.environment, "test");
    EXPECT_EQ((*made)->origin.release, "lectern@2");
}

TEST(ErrorReportPlan, ReadsTheDsnFromAFileBeforeTheEnvironment) {
    const TemporaryFolder folder;
    Config config;
    config.telemetry.sentry.dsn_file = (folder.path() / "dsn").string();
    EXPECT_TRUE(plan(config).error().message.contains("dsn_file cannot be read"));
    std::ofstream(folder.path() / "dsn") << "https://key@from-file/1\n";
    const auto made = plan(config, {{"SENTRY_DSN", "https://key@from-environment/1"}});
    ASSERT_TRUE(made && *made);
    EXPECT_EQ((*made)->sender.dsn.host, "from-file");

    config.telemetry.sentry.dsn = "https://key@from-settings/1";
    EXPECT_TRUE(plan(config).error().message.contains("both set"));
}

TEST(ErrorReportPlan, NamesWhereABadDsnComesFromAndShowsNothingOfIt) {
    const TemporaryFolder folder;
    std::ofstream(folder.path() / "dsn") << "https://verysecret@host";
    Config by_setting;
    by_setting.telemetry.sentry.dsn = "https://verysecret@host";
    Config by_file;
    by_file.telemetry.sentry.dsn_file = (folder.path() / "dsn").string();
    const std::vector<std::pair<std::string, Result<std::optional<ErrorReportPlan>>>> made{
        {"telemetry.sentry.dsn: ", plan(by_setting)},
        {"telemetry.sentry.dsn_file: ", plan(by_file)},
        {"SENTRY_DSN: ", plan({}, {{"SENTRY_DSN", "https://verysecret@host"}})},
    };
    for (const auto& [where, bad] : made) {
        ASSERT_FALSE(bad) << where;
        EXPECT_EQ(bad.error().code, ErrorCode::invalid_argument);
        EXPECT_TRUE(bad.error().message.starts_with(where)) << bad.error().message;
        EXPECT_FALSE(bad.error().message.contains("verysecret")) << bad.error().message;
    }
}

}  // namespace
}  // namespace lectern::app
