#include "core/time_format.hpp"

#include <gtest/gtest.h>

namespace lectern {
namespace {

Timestamp at(std::int64_t milliseconds) {
    return Timestamp{std::chrono::milliseconds{milliseconds}};
}

TEST(Timestamp, IsWrittenInUtcWithMilliseconds) {
    EXPECT_EQ(format_timestamp(at(0)), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(format_timestamp(at(1'700'000'000'123)), "2023-11-14T22:13:20.123Z");
    EXPECT_EQ(format_timestamp(at(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Timestamp, ComesBackAsItWas) {
    for (std::int64_t time = -4'000'000'000'000; time < 4'000'000'000'000; time += 98'765'432'109) {
        EXPECT_EQ(parse_timestamp(format_timestamp(at(time))), at(time));
    }
}

TEST(Timestamp, MayHaveAnyFraction) {
    EXPECT_EQ(parse_timestamp("1970-01-01T00:00:01Z"), at(1000));
    EXPECT_EQ(parse_timestamp("1970-01-01T00:00:01.5Z"), at(1500));
    EXPECT_EQ(parse_timestamp("1970-01-01T00:00:01.123456789Z"), at(1123));
}

TEST(Timestamp, IsRefusedWhenImpossible) {
    for (const std::string_view bad :
         {"",
          "2023-11-14",
          "2023-11-14T22:13:20",
          "2023-11-14T22:13:20.Z",
          "2023-11-14T22:13:20.1234567890Z",
          "2023-02-29T00:00:00Z",
          "2023-13-01T00:00:00Z",
          "2023-11-14T24:00:00Z",
          "2023-11-14 22:13:20Z",
          "2023-11-14T22:13:20+00:00",
          "-023-11-14T22:13:20Z"}) {
        EXPECT_FALSE(parse_timestamp(bad)) << bad;
    }
}

}  // namespace
}  // namespace lectern
