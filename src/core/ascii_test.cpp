#include "core/ascii.hpp"

#include <gtest/gtest.h>

namespace lectern {
namespace {

TEST(Ascii, LowersLettersAndNothingElse) {
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const bool is_upper = byte >= 'A' && byte <= 'Z';
        EXPECT_EQ(to_ascii_lower(c), is_upper ? static_cast<char>(byte + 32) : c) << byte;
    }
    EXPECT_EQ(to_ascii_lower("Content-Type: \xC3\x84@[`{"), "content-type: \xC3\x84@[`{");
}

TEST(Ascii, ComparesWithoutCase) {
    EXPECT_TRUE(equals_ignoring_case("Bearer", "bEARER"));
    EXPECT_TRUE(equals_ignoring_case("", ""));
    EXPECT_FALSE(equals_ignoring_case("bearer", "bearer "));
    EXPECT_FALSE(equals_ignoring_case("@", "`"));
}

TEST(Trimmed, TakesBlanksAndTabsOffBothEnds) {
    EXPECT_EQ(trimmed(" \t a \t b\t "), "a \t b");
    EXPECT_EQ(trimmed(" \t"), "");
    EXPECT_EQ(trimmed("\na"), "\na");
}

TEST(TakeUntil, CutsThePartBeforeTheSeparatorOff) {
    std::string_view text = "a, b,,c";
    EXPECT_EQ(take_until(text, ','), "a");
    EXPECT_EQ(take_until(text, ','), " b");
    EXPECT_EQ(take_until(text, ','), "");
    EXPECT_EQ(take_until(text, ','), "c");
    EXPECT_EQ(text, "");
    EXPECT_EQ(take_until(text, ','), "");
}

}  // namespace
}  // namespace lectern
