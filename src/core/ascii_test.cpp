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

}  // namespace
}  // namespace lectern
