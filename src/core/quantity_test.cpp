#include "core/quantity.hpp"

#include <array>

#include <gtest/gtest.h>

namespace lectern {
namespace {

using std::chrono::milliseconds;

TEST(ParseWholeNumber, TakesDigitsAlone) {
    EXPECT_EQ(parse_whole_number("0"), 0U);
    EXPECT_EQ(parse_whole_number("18446744073709551615"), 18446744073709551615U);
    for (const char* bad : {"", "-1", "+1", " 1", "1 ", "1.0", "0x1", "18446744073709551616"})
        EXPECT_FALSE(parse_whole_number(bad)) << bad;
}

TEST(ParseQuantity, NeedsExactlyOneOfTheUnits) {
    constexpr std::array<Unit, 2> units{{{"", 1}, {"dozen", 12}}};
    EXPECT_EQ(parse_quantity("7", units), 7U);
    EXPECT_EQ(parse_quantity("2dozen", units), 24U);
    for (const char* bad :
         {"", "dozen", "2 dozen", "2dozens", "-2dozen", "9223372036854775807dozen"})
        EXPECT_FALSE(parse_quantity(bad, units)) << bad;
}

TEST(ParseDuration, ReadsFourUnits) {
    EXPECT_EQ(parse_duration("250ms"), milliseconds{250});
    EXPECT_EQ(parse_duration("30s"), milliseconds{30'000});
    EXPECT_EQ(parse_duration("5m"), milliseconds{300'000});
    EXPECT_EQ(parse_duration("2h"), milliseconds{7'200'000});
    for (const char* bad : {"", "30", "s", "1d"}) EXPECT_FALSE(parse_duration(bad)) << bad;
}

}  // namespace
}  // namespace lectern
