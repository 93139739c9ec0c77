#include "telemetry/scrub/scrubber.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace lectern::telemetry::scrub {
namespace {

std::string scrubbed(std::string_view text) {
    std::string out;
    return Scrubber().scrub(text, out) ? out : std::string(text);
}

std::string scrubbed_field(std::string_view key, std::string_view value) {
    std::string out;
    return Scrubber().scrub_field(key, value, out) ? out : std::string(value);
}

void expect_untouched(const std::vector<std::string>& texts) {
    for (const std::string& text : texts) EXPECT_EQ(scrubbed(text), text);
}

TEST(Scrubber, LeavesTheOutputAloneWhenNothingIsFound) {
    std::string out = "before";
    EXPECT_FALSE(Scrubber().scrub("the index is behind by 42 changes", out));
    EXPECT_EQ(out, "before");
    EXPECT_FALSE(Scrubber().scrub("", out));
    EXPECT_TRUE(Scrubber().scrub("to anna@example.com", out));
    EXPECT_EQ(out, "to [redacted:email]");
}

TEST(Scrubber, FindsAddressesOfPeople) {
    EXPECT_EQ(scrubbed("<anna.b+x@mail.example.org>,"), "<[redacted:email]>,");
    EXPECT_EQ(scrubbed("?to=anna%40example.com&x=1"), "?to=[redacted:email]&x=1");
    EXPECT_EQ(
        scrubbed("jos\xc3\xa9@b\xc3\xbc"
                 "cher.example!"),
        "[redacted:email]!"
    );
    EXPECT_EQ(scrubbed("\"anna b\"@example.com"), "[redacted:email]");
    expect_untouched(
        {"@decorator",
         "root@localhost",
         "lodash@4.17.21",
         "icon@2x.png",
         "user@1000.service",
         "a@@b.com",
         "git@example.com:org/repository",
         "price @ 3.50"}
    );
}

TEST(Scrubber, FindsNumbersOfPeople) {
    EXPECT_EQ(scrubbed("paid with 4111-1111-1111-1111."), "paid with [redacted:card].");
    EXPECT_EQ(scrubbed("DE89 3704 0044 0532 0130 00 ok"), "[redacted:iban] ok");
    EXPECT_EQ(scrubbed("ssn 123-45-6789"), "ssn [redacted:national_id]");
    EXPECT_EQ(scrubbed("+49 (0)30 1234567, x"), "[redacted:phone], x");
    EXPECT_EQ(scrubbed("BSN 111222333"), "BSN [redacted:national_id]");
    expect_untouched(
        {"4111111111111112",
         "order 111222333",
         "0301234567",
         "10.1000/123456",
         "000-12-3456",
         "2026-11-24T14:37:02.123Z",
         "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"}
    );
}

TEST(Scrubber, FindsAddressesOfMachines) {
    EXPECT_EQ(scrubbed("192.0.2.1:8080"), "[redacted:ip]:8080");
    EXPECT_EQ(scrubbed("http://[2001:db8::1]:80/"), "http://[[redacted:ip]]:80/");
    EXPECT_EQ(scrubbed("10.0.0.1-10.0.0.9"), "[redacted:ip]-[redacted:ip]");
    expect_untouched(
        {"v1.2.3.4",
         "version 1.2.3.4",
         "Chrome/120.0.0.0",
         "1.2.3.4.5",
         "14:37:02",
         "00:1b:44:11:3a:b7",
         "std::vector",
         "256.1.1.1",
         "01.02.03.04",
         "a::b"}
    );
}

TEST(Scrubber, FindsCredentials) {
    EXPECT_EQ(
        scrubbed("Authorization: Bearer abcdef1234"), "Authorization: Bearer [redacted:token]"
    );
    EXPECT_EQ(scrubbed("postgres://app:p4ss@db/x"), "postgres://[redacted:url_credentials]@db/x");
    EXPECT_EQ(scrubbed("/cb?code=abc123&x=1"), "/cb?code=[redacted:secret]&x=1");
    EXPECT_EQ(
        scrubbed("{\"password\":\"a \\\" b\",\"x\":1}"),
        "{\"password\":\"[redacted:secret]\",\"x\":1}"
    );
    EXPECT_EQ(
        scrubbed("{\"a\":\"{\\\"token\\\":\\\"abc\\\"}\"}"),
        "{\"a\":\"{\\\"token\\\":\\\"[redacted:secret]\\\"}\"}"
    );
    EXPECT_EQ(scrubbed("run --password hunter2 now"), "run --password [redacted:secret] now");
    EXPECT_EQ(scrubbed("Cookie: a=b; c=d"), "Cookie: [redacted:secret]");
    expect_untouched(
        {"bearer of bad news",
         "Bearer authentication",
         "password: required",
         "max_tokens=512",
         "next_page_token=abc123",
         "password=",
         "code=42",
         "PWD=/srv/lectern",
         "https://a.example/b@c"}
    );
}

TEST(Scrubber, FindsLecternsOwnKeys) {
    const std::string key = "lk_" + std::string(16, 'a') + "_" + std::string(49, 'B');
    EXPECT_EQ(scrubbed("key " + key + "."), "key [redacted:api_key].");
    expect_untouched({"key lk_" + std::string(16, 'a')});  // the id alone opens nothing
}

TEST(Scrubber, TakesAPrivateKeyAsAWholeAlsoWhenCutOff) {
    const std::string begin =
        "-----BEGIN EC PRIVATE "
        "KEY-----";
    const std::string end =
        "-----END EC PRIVATE "
        "KEY-----";
    EXPECT_EQ(scrubbed("a " + begin + "\nMIIE\n" + end + " b"), "a [redacted:private_key] b");
    EXPECT_EQ(scrubbed("a " + begin + "\nMIIE"), "a [redacted:private_key]");
    expect_untouched({"-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----"});
}

TEST(Scrubber, KeepsJsonWithBareNumbersValid) {
    EXPECT_EQ(
        scrubbed("{\"card\":4111111111111111,\"a\":1}"), "{\"card\":\"[redacted:card]\",\"a\":1}"
    );
    EXPECT_EQ(scrubbed("{\"token\": 12345678}"), "{\"token\": \"[redacted:secret]\"}");
}

// Why values are scrubbed before they are encoded.
TEST(Scrubber, SeesDecodedValuesOnly) {
    EXPECT_EQ(scrubbed("anna@example.com"), "[redacted:email]");
    expect_untouched({"anna\\u0040example.com"});
    EXPECT_EQ(scrubbed("https://app:p4ss@db/x"), "https://[redacted:url_credentials]@db/x");
    expect_untouched({"https:\\/\\/app:p4ss@db\\/x"});
}

TEST(Scrubber, GoesByTheNameOfAField) {
    EXPECT_EQ(scrubbed_field("DB-Password", "anything at all"), "[redacted:secret]");
    EXPECT_EQ(scrubbed_field("authorization", "Bearer x"), "[redacted:secret]");
    EXPECT_EQ(scrubbed_field("set-cookie", "a=b"), "[redacted:secret]");
    EXPECT_EQ(scrubbed_field("phone", "0301234567"), "[redacted:phone]");
    EXPECT_EQ(scrubbed_field("detail", "0301234567"), "0301234567");
    EXPECT_EQ(scrubbed_field("version", "1.2.3.4"), "1.2.3.4");
    EXPECT_EQ(scrubbed_field("password", ""), "");
    EXPECT_EQ(scrubbed_field("password", "[redacted:secret]"), "[redacted:secret]");
}

TEST(Scrubber, StandsNulsAndBrokenUtf8) {
    using namespace std::string_view_literals;
    EXPECT_EQ(scrubbed("\0anna@example.com\0"sv), std::string("\0[redacted:email]\0"sv));
    EXPECT_EQ(scrubbed("\xff\xfe 192.0.2.1 \x80"), "\xff\xfe [redacted:ip] \x80");
    EXPECT_EQ(scrubbed("\xc3"), "\xc3");
}

TEST(Scrubber, FindsWhatStandsAcrossBlocks) {
    const std::vector<std::pair<std::string, std::string>> values{
        {"anna@example.com", "email"},
        {"4111 1111 1111 1111", "card"},
        {"RSSMRA85T10A562S", "national_id"},
        {"2001:db8::1", "ip"},
        {"AKIA"
         "ABCDEFGHIJKLMNOP",
         "api_key"},
    };
    for (const auto& [value, kind] : values) {
        for (std::size_t before = 0; before < 140; ++before) {
            const std::string padding(before, '.');
            const std::string expected = padding + " [redacted:" + kind + "]";
            EXPECT_EQ(scrubbed(padding + " " + value), expected);
        }
    }
}

}  // namespace
}  // namespace lectern::telemetry::scrub
