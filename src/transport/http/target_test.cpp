#include "transport/http/target.hpp"

#include <cstdio>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::transport::http {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string percent_encode_all(const std::string& text) {
    std::string out;
    for (const char c : text) {
        char escape[4];
        std::snprintf(
            escape, sizeof escape, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c))
        );
        out += escape;
    }
    return out;
}

RC_GTEST_PROP(PercentDecode, UndoesEncoding, (const std::string& text)) {
    RC_ASSERT(percent_decode(percent_encode_all(text)) == text);
}

RC_GTEST_PROP(
    ParseQuery,
    FindsAllPairsInOrder,
    (const std::vector<std::pair<std::string, std::string>>& pairs)
) {
    std::string text;
    Pairs expected;
    for (const auto& [name, value] : pairs) {
        if (!text.empty()) text += '&';
        text += percent_encode_all(name) + "=" + percent_encode_all(value);
        expected.emplace_back(name, value);
    }
    RC_ASSERT(parse_query(text) == expected);
}

TEST(PercentDecode, RefusesMalformedEscapes) {
    for (const char* text : {"%", "%4", "a%4", "%zz", "%4g", "%%41", "%-1", "% 1"}) {
        EXPECT_FALSE(percent_decode(text).has_value()) << text;
    }
    EXPECT_EQ(percent_decode("a+b%2fc%2F"), "a+b/c/");
}

TEST(ParseQuery, ReadsTheFormEncoding) {
    EXPECT_EQ(
        parse_query("q=a+b%20c&flag&x==y&&q=2&"),
        (Pairs{{"q", "a b c"}, {"flag", ""}, {"x", "=y"}, {"q", "2"}})
    );
    EXPECT_EQ(parse_query(""), Pairs{});
    EXPECT_FALSE(parse_query("a=%g0").has_value());
    EXPECT_FALSE(parse_query("%=1").has_value());
}

TEST(ParseTarget, TakesTheOriginFormApart) {
    const auto target = parse_target("GET", "/v1/a%20b/?q=1?2");
    ASSERT_TRUE(target.has_value());
    EXPECT_EQ(target->path, "/v1/a%20b/");
    EXPECT_EQ(target->query, (Pairs{{"q", "1?2"}}));
}

TEST(ParseTarget, DropsTheAuthorityOfTheAbsoluteForm) {
    EXPECT_EQ(parse_target("GET", "http://host:80/v1/x?a=b")->path, "/v1/x");
    EXPECT_EQ(parse_target("GET", "HTTPS://host")->path, "/");
    const auto bare = parse_target("GET", "http://host?a=b");
    EXPECT_EQ(bare->path, "/");
    EXPECT_EQ(bare->query, (Pairs{{"a", "b"}}));
}

TEST(ParseTarget, AllowsTheAsteriskForOptionsOnly) {
    EXPECT_EQ(parse_target("OPTIONS", "*")->path, "*");
    EXPECT_FALSE(parse_target("GET", "*").has_value());
}

TEST(ParseTarget, RefusesEverythingElse) {
    for (const char* target :
         {"", "v1", "host:80", "ftp://host/", "http:///x", "/a#b", "/%zz", "/?a=%4", "http://h/%"
         }) {
        const auto parsed = parse_target("GET", target);
        ASSERT_FALSE(parsed.has_value()) << target;
        EXPECT_EQ(parsed.error().code, ErrorCode::invalid_argument);
    }
}

}  // namespace
}  // namespace lectern::transport::http
