#include "transport/common/access_headers.hpp"

#include <map>

#include <gtest/gtest.h>

namespace lectern::transport {
namespace {

Result<access::Credential> shown(const std::map<std::string, std::string, std::less<>>& headers) {
    return shown_credential([&headers](std::string_view name) -> std::string_view {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string_view() : found->second;
    });
}

TEST(AccessHeaders, CredentialsComeInEitherHeader) {
    EXPECT_EQ(shown({})->token, "");
    EXPECT_EQ(shown({{"authorization", "Bearer one"}})->token, "one");
    EXPECT_EQ(shown({{"authorization", "bearer one"}})->token, "one");
    EXPECT_EQ(shown({{"x-api-key", "two"}})->token, "two");
}

TEST(AccessHeaders, OtherSchemesAndTwoCredentialsAreRefused) {
    for (const auto& result :
         {shown({{"authorization", "Basic YTpi"}}),
          shown({{"authorization", "Bearer one"}, {"x-api-key", "one"}})}) {
        ASSERT_FALSE(result.has_value());
        EXPECT_EQ(result.error().code, ErrorCode::unauthenticated);
    }
}

TEST(AccessHeaders, TellTheQuota) {
    const access::Quota quota{
        .limit = 20,
        .remaining = 3,
        .reset = std::chrono::seconds{9},
        .window = std::chrono::seconds{10},
    };
    EXPECT_EQ(
        quota_headers(quota),
        (HeaderFields{
            {"RateLimit-Limit", "20"},
            {"RateLimit-Remaining", "3"},
            {"RateLimit-Reset", "9"},
            {"RateLimit-Policy", "20;w=10"},
        })
    );
}

TEST(AccessHeaders, ChallengesTellAWrongCredentialFromNone) {
    EXPECT_EQ(challenge(false), "Bearer");
    EXPECT_EQ(challenge(true), R"(Bearer error="invalid_token")");
}

}  // namespace
}  // namespace lectern::transport
