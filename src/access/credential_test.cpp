#include "access/credential.hpp"

#include <gtest/gtest.h>

namespace lectern::access {
namespace {

std::string token(std::string_view authorization, std::string_view key = {}) {
    const auto read = read_credential(authorization, key);
    return read ? read->token : "refused: " + read.error().message;
}

TEST(Credential, ComesFromEitherHeader) {
    EXPECT_EQ(token("", ""), "");
    EXPECT_EQ(token("Bearer abc"), "abc");
    EXPECT_EQ(token("bEARER abc"), "abc");
    EXPECT_EQ(token("", "abc"), "abc");
}

TEST(Credential, RefusesWhatIsNoToken) {
    EXPECT_EQ(token("Basic YTpi"), "refused: authorization must be a bearer token");
    EXPECT_EQ(token("Bearer"), "refused: authorization must be a bearer token");
    EXPECT_EQ(token("Bearer a", "b"), "refused: give either authorization or x-api-key, not both");
    for (const std::string& text :
         {std::string("a b"),
          std::string("a,b"),
          std::string("a\"b"),
          std::string("a\x7f"),
          std::string("a\xc3\xa9"),
          std::string("a\0b", 3)})
        EXPECT_EQ(token("", text), "refused: the token is malformed") << text;
    EXPECT_EQ(token("", std::string(16'385, 'a')), "refused: the token is too long");
}

}  // namespace
}  // namespace lectern::access
