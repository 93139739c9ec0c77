#include "telemetry/log_level_control.hpp"

#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "telemetry/recording.hpp"

namespace lectern::telemetry {
namespace {

using namespace std::chrono_literals;

class LogLevelControlTest : public testing::Test {
  protected:
    Recording recording_;
    std::atomic<LogLevel> applied_ = LogLevel::info;
    LogLevelControl control_{
        LogLevel::info, [this](LogLevel level) { applied_ = level; }, recording_
    };
    RequestContext context_{.request_id = "r-1", .principal = {.key = {"key1"}}};

    std::string last(const std::string& field) const {
        const Recording::Line line = recording_.lines().back();
        for (const auto& [name, value] : line.fields) {
            if (name == field) return value;
        }
        return "(absent)";
    }
};

TEST_F(LogLevelControlTest, BeginsWithTheConfiguredLevel) {
    EXPECT_EQ(control_.state().level, LogLevel::info);
    EXPECT_FALSE(control_.state().expires_in);
    EXPECT_TRUE(recording_.lines().empty());
}

TEST_F(LogLevelControlTest, SetsALevelForAWhileAndSaysWhoDid) {
    const auto state = control_.set(context_, "10.0.0.7", LogLevel::debug, 10min);
    ASSERT_TRUE(state);
    EXPECT_EQ(applied_, LogLevel::debug);
    EXPECT_EQ(state->level, LogLevel::debug);
    EXPECT_EQ(state->configured, LogLevel::info);
    ASSERT_TRUE(state->expires_in);
    EXPECT_LE(*state->expires_in, 10min);
    EXPECT_GT(*state->expires_in, 9min);
    ASSERT_EQ(recording_.lines().size(), 1U);
    EXPECT_EQ(recording_.lines()[0].message, "log level changed");
    EXPECT_EQ(recording_.lines()[0].request_id, "r-1");
    EXPECT_EQ(last("old_level"), "info");
    EXPECT_EQ(last("new_level"), "debug");
    EXPECT_EQ(last("remote_address"), "10.0.0.7");
    EXPECT_EQ(last("key_id"), "key1");
}

TEST_F(LogLevelControlTest, FallsBackToTheConfiguredLevelAndSaysSo) {
    ASSERT_TRUE(control_.set(context_, {}, LogLevel::debug, 1s));
    while (applied_ != LogLevel::info) std::this_thread::yield();
    while (recording_.lines().size() < 2) std::this_thread::yield();
    EXPECT_EQ(last("reason"), "expired");
    EXPECT_EQ(last("new_level"), "info");
    EXPECT_EQ(last("remote_address"), "(absent)");
    EXPECT_FALSE(control_.state().expires_in);
}

TEST_F(LogLevelControlTest, SettingTheConfiguredLevelEndsTheOther) {
    ASSERT_TRUE(control_.set(context_, {}, LogLevel::error, 10min));
    const auto state = control_.set(context_, {}, LogLevel::info, 10min);
    ASSERT_TRUE(state);
    EXPECT_EQ(applied_, LogLevel::info);
    EXPECT_FALSE(state->expires_in);
}

TEST_F(LogLevelControlTest, SayOfAChangeIsNotHiddenByTheNewLevel) {
    class Strict final : public LogSink {
      public:
        bool is_enabled(LogLevel) const override { return false; }
        void write(LogLevel, const RequestContext*, std::string_view, std::span<const Field>)
            override {
            ++lines;
        }
        int lines = 0;
    } strict;
    LogLevelControl control(LogLevel::info, [](LogLevel) {}, strict);
    ASSERT_TRUE(control.set(context_, {}, LogLevel::error, 10min));
    EXPECT_EQ(strict.lines, 1);
}

TEST_F(LogLevelControlTest, RefusesTimesOutOfRange) {
    for (const std::chrono::milliseconds time : {0ms, 999ms, 24h + 1ms}) {
        const auto refused = control_.set(context_, {}, LogLevel::debug, time);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, ErrorCode::invalid_argument);
    }
    EXPECT_EQ(applied_, LogLevel::info);
    EXPECT_TRUE(recording_.lines().empty());
}

TEST_F(LogLevelControlTest, NewConfigurationHoldsWhateverWasSetBefore) {
    ASSERT_TRUE(control_.set(context_, {}, LogLevel::debug, 10min));
    control_.reconfigure(LogLevel::warning);
    EXPECT_EQ(applied_, LogLevel::warning);
    EXPECT_EQ(control_.state().configured, LogLevel::warning);
    EXPECT_FALSE(control_.state().expires_in);
    EXPECT_EQ(last("reason"), "configuration read again");
}

TEST_F(LogLevelControlTest, LaterChangeReplacesTheTimeOfAnEarlierOne) {
    ASSERT_TRUE(control_.set(context_, {}, LogLevel::debug, 10min));
    ASSERT_TRUE(control_.set(context_, {}, LogLevel::error, 1s));
    while (applied_ != LogLevel::info) std::this_thread::yield();
    EXPECT_EQ(recording_.lines()[1].fields[0].second, "debug");
}

}  // namespace
}  // namespace lectern::telemetry
