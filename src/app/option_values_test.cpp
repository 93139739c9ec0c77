#include "app/option_values.hpp"

#include <optional>

#include <gtest/gtest.h>

namespace lectern::app {
namespace {

template <class Value, class Parse>
std::optional<Value> parsed(Parse parse, std::string_view text) {
    Value value{};
    if (!parse(text, value)) return std::nullopt;
    return value;
}

TEST(OptionValues, ReadDurations) {
    using std::chrono::milliseconds;
    EXPECT_EQ(parsed<milliseconds>(parse_duration, "250ms"), milliseconds{250});
    EXPECT_EQ(parsed<milliseconds>(parse_duration, "30s"), milliseconds{30'000});
    EXPECT_EQ(parsed<milliseconds>(parse_duration, "5m"), milliseconds{300'000});
    EXPECT_EQ(parsed<milliseconds>(parse_duration, "2h"), milliseconds{7'200'000});
    for (const char* bad : {"", "30", "s", "-1s", "1.5s", "1d", "30 s", "99999999999999999h"}) {
        EXPECT_FALSE(parsed<milliseconds>(parse_duration, bad)) << bad;
    }
}

TEST(OptionValues, ReadSizes) {
    EXPECT_EQ(parsed<std::uint64_t>(parse_bytes, "512"), 512U);
    EXPECT_EQ(parsed<std::uint64_t>(parse_bytes, "64KiB"), 65'536U);
    EXPECT_EQ(parsed<std::uint64_t>(parse_bytes, "16GiB"), std::uint64_t{16} << 30);
    for (const char* bad : {"", "KiB", "64KB", "-1", "1e3", "99999999999GiB"}) {
        EXPECT_FALSE(parsed<std::uint64_t>(parse_bytes, bad)) << bad;
    }
}

TEST(OptionValues, HoldTheirRangeAndSayIt) {
    std::uint64_t value = 7;
    EXPECT_TRUE(parse_integer("3", 1, 5, value));
    EXPECT_EQ(value, 3U);
    EXPECT_EQ(
        parse_integer("6", 1, 5, value).error().message, "should be a whole number from 1 to 5"
    );
    EXPECT_EQ(value, 3U);
}

TEST(OptionValues, ReadNumbersWithinTheirRange) {
    double value = 7;
    EXPECT_TRUE(parse_number("0.25", 0, 1, value));
    EXPECT_EQ(value, 0.25);
    EXPECT_TRUE(parse_number("1", 0, 1, value));
    EXPECT_EQ(value, 1);
    for (const char* bad : {"", "1.01", "-0.1", "nan", "inf", "1e-1", "0.5x", " 0.5", "half"}) {
        EXPECT_EQ(parse_number(bad, 0, 1, value).error().message, "should be a number from 0 to 1")
            << bad;
    }
    EXPECT_EQ(value, 1);
}

TEST(OptionValues, NameTheChoices) {
    std::string value;
    EXPECT_TRUE(parse_choice("b", {"a", "b"}, value));
    EXPECT_EQ(value, "b");
    EXPECT_EQ(parse_choice("c", {"a", "b"}, value).error().message, "should be one of a, b");
}

TEST(OptionValues, ReadBooleans) {
    bool value = false;
    EXPECT_TRUE(parse_boolean("true", value));
    EXPECT_TRUE(value);
    EXPECT_FALSE(parse_boolean("yes", value));
}

}  // namespace
}  // namespace lectern::app
