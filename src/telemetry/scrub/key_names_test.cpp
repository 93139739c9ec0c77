#include "telemetry/scrub/key_names.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace lectern::telemetry::scrub {
namespace {

TEST(KeyNames, KnowSecretsInEverySpelling) {
    for (const std::string_view name :
         {"password",
          "Password",
          "DB_PASSWORD",
          "db.password",
          "userPassword",
          "api_key",
          "apikey",
          "API-KEY",
          "x-api-key",
          "apiKey",
          "client_secret",
          "clientSecret",
          "refresh-token",
          "session_id",
          "SESSIONID",
          "aws_secret_access_key",
          "private_key",
          "passphrase",
          "credentials",
          "sentry.auth.token",
          "pwd"}) {
        EXPECT_EQ(rule_of_name(name), NameRule::secret) << name;
    }
}

TEST(KeyNames, KnowHeadersWithARuleOfTheirOwn) {
    EXPECT_EQ(rule_of_name("Authorization"), NameRule::authorization);
    EXPECT_EQ(rule_of_name("proxy-authorization"), NameRule::authorization);
    EXPECT_EQ(rule_of_name("Set-Cookie"), NameRule::cookie);
    EXPECT_EQ(rule_of_name("cookie"), NameRule::cookie);
    EXPECT_EQ(rule_of_name("sig"), NameRule::query_secret);
}

TEST(KeyNames, LetNamesThatOnlySoundSoPass) {
    for (const std::string_view name :
         {"",
          "a",
          "id",
          "key_id",
          "request_id",
          "trace_id",
          "next_page_token",
          "nextPageToken",
          "max_tokens",
          "tokens",
          "token_type",
          "password_min_length",
          "secretary",
          "monkey",
          "public_key",
          "author",
          "bypass",
          "cookies_accepted",
          "keyboard",
          "encoded"}) {
        EXPECT_EQ(rule_of_name(name), NameRule::none) << name;
    }
}

TEST(KeyNames, LookAtTheEndOfLongNames) {
    EXPECT_EQ(rule_of_name(std::string(1000, 'x') + "_password"), NameRule::secret);
    EXPECT_EQ(rule_of_name(std::string(1000, '_')), NameRule::none);
    EXPECT_EQ(rule_of_name("password" + std::string(1000, 'x')), NameRule::none);
}

}  // namespace
}  // namespace lectern::telemetry::scrub
