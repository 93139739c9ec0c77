#include "telemetry/sentry/server_wishes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::telemetry::sentry {
namespace {

using std::chrono::milliseconds;

constexpr Timestamp now{milliseconds{1'700'000'000'000}};  // Tue, 14 Nov 2023 22:13:20 GMT

TEST(ServerWishes, TakesTheLongestLimitThatHoldsForErrors) {
    EXPECT_EQ(error_limit("60:error:key"), milliseconds{60'000});
    EXPECT_EQ(error_limit("60:transaction;error:key, 10::organization"), milliseconds{60'000});
    EXPECT_EQ(error_limit(" 2700 : Default;ERROR : org:reason "), milliseconds{2'700'000});
    EXPECT_EQ(error_limit("5::organization"), milliseconds{5'000});
    EXPECT_EQ(error_limit("5"), milliseconds{5'000});
    EXPECT_EQ(error_limit("1.5:error"), milliseconds{1'500});
}

TEST(ServerWishes, PassesOverLimitsOfOtherKindsAndWhatIsNone) {
    for (const auto* header :
         {"", " ", "60:transaction:key", "60:errors", "x:error", "-1:error", ":error", ",,;:"}) {
        EXPECT_EQ(error_limit(header), std::nullopt) << header;
    }
}

TEST(ServerWishes, ObeysRetryAfterInBothForms) {
    EXPECT_EQ(wanted_pause(429, "", "30", now), milliseconds{30'000});
    EXPECT_EQ(wanted_pause(503, "", "30", now), milliseconds{30'000});
    EXPECT_EQ(wanted_pause(429, "", "Tue, 14 Nov 2023 22:13:50 GMT", now), milliseconds{30'000});
    EXPECT_EQ(wanted_pause(429, "", "Tue, 14 Nov 2023 22:13:00 GMT", now), milliseconds{0});
}

TEST(ServerWishes, WaitsAMinuteWhenA429SaysNothingMore) {
    EXPECT_EQ(wanted_pause(429, "", "", now), milliseconds{60'000});
    EXPECT_EQ(wanted_pause(429, "", "soon", now), milliseconds{60'000});
    EXPECT_EQ(wanted_pause(503, "", "", now), milliseconds{0});
    EXPECT_EQ(wanted_pause(200, "", "30", now), milliseconds{0});
}

TEST(ServerWishes, LetsLimitsCountBeforeRetryAfter) {
    EXPECT_EQ(wanted_pause(429, "7:error:key", "30", now), milliseconds{7'000});
    EXPECT_EQ(wanted_pause(200, "7:error:key", "", now), milliseconds{7'000});
    EXPECT_EQ(wanted_pause(429, "7:session:key", "30", now), milliseconds{0});
}

TEST(ServerWishes, NeverWaitsLongerThanADay) {
    const milliseconds day{std::chrono::hours{24}};
    EXPECT_EQ(wanted_pause(429, "", "999999999999999999999", now), day);
    EXPECT_EQ(wanted_pause(429, "1e9999:error", "", now), milliseconds{0});
    EXPECT_EQ(wanted_pause(429, "", "Fri, 01 Jan 2100 00:00:00 GMT", now), day);
}

RC_GTEST_PROP(
    ServerWishes, AreBoundedWhateverIsSaid, (const std::string& a, const std::string& b)
) {
    const auto pause = wanted_pause(429, a, b, now);
    RC_ASSERT(pause >= milliseconds{0});
    RC_ASSERT(pause <= milliseconds{std::chrono::hours{24}});
}

}  // namespace
}  // namespace lectern::telemetry::sentry
