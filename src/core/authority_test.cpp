#include "core/authority.hpp"

#include <gtest/gtest.h>

namespace lectern {
namespace {

TEST(SplitAuthority, KnowsHostsWithAndWithoutPort) {
    EXPECT_EQ(split_authority("host").host, "host");
    EXPECT_FALSE(split_authority("host").port);
    EXPECT_EQ(split_authority("host:8080").host, "host");
    EXPECT_EQ(split_authority("host:8080").port, 8080);
    EXPECT_EQ(split_authority("[::1]").host, "[::1]");
    EXPECT_FALSE(split_authority("[::1]").port);
    EXPECT_EQ(split_authority("[::1]:443").host, "[::1]");
    EXPECT_EQ(split_authority("[::1]:443").port, 443);
}

TEST(SplitAuthority, HasNoPortWhereNoneIsThere) {
    for (const char* text : {"host:", "host:x", "host:80x", "host:65536", "host:-1"}) {
        EXPECT_EQ(split_authority(text).host, "host") << text;
        EXPECT_FALSE(split_authority(text).port) << text;
    }
}

}  // namespace
}  // namespace lectern
