#include "transport/rest/utf8.hpp"

#include <gtest/gtest.h>

namespace lectern::transport::rest {
namespace {

TEST(Utf8, CountsCodePointsAndRefusesTheRest) {
    EXPECT_EQ(count_code_points(""), 0U);
    EXPECT_EQ(count_code_points("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), 4U);
    for (const char* text :
         {"\x80",
          "\xC3",
          "\xC0\x80",
          "\xE0\x80\x80",
          "\xED\xA0\x80",
          "\xF4\x90\x80\x80",
          "\xF8",
          "\xE2\x82"}) {
        EXPECT_FALSE(count_code_points(text));
    }
}

}  // namespace
}  // namespace lectern::transport::rest
