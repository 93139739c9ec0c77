// What operators say themselves: values that may be seen, and what is to be scrubbed besides.
#include <string>

#include <gtest/gtest.h>

#include "telemetry/scrub/scrubber.hpp"

namespace lectern::telemetry::scrub {
namespace {

std::string scrubbed(
    const Scrubber& scrubber, const std::string& text, const std::string& tenant = {}
) {
    std::string out;
    return scrubber.scrub(text, out, tenant) ? out : text;
}

Scrubber allowing(const std::string& list) {
    auto allowed = AllowList::parse(list);
    EXPECT_TRUE(allowed) << allowed.error().message;
    return std::move(
        *Scrubber::create({.hash_key = {}, .allowed = std::move(*allowed), .patterns = {}})
    );
}

Scrubber looking_for(const std::string& list) {
    auto patterns = ExtraPatterns::parse(list);
    EXPECT_TRUE(patterns) << patterns.error().message;
    return std::move(
        *Scrubber::create({.hash_key = {}, .allowed = {}, .patterns = std::move(*patterns)})
    );
}

TEST(AllowList, LetsLoopbackPassAlways) {
    const Scrubber scrubber;
    for (const std::string text : {"at 127.0.0.1:8080", "at 127.8.9.10", "at ::1", "at 0.0.0.0"})
        EXPECT_EQ(scrubbed(scrubber, text), text);
    EXPECT_EQ(scrubbed(scrubber, "at 10.0.0.1"), "at [redacted:ip]");
}

TEST(AllowList, LetsPrivateNetworksPassWhenAsked) {
    const Scrubber scrubber = allowing("private\n");
    for (const std::string text :
         {"10.1.2.3",
          "172.16.0.1",
          "172.31.255.255",
          "192.168.1.1",
          "169.254.0.9",
          "fd12:3456::1",
          "fe80::1:2:3:4",
          "::ffff:10.0.0.1"})
        EXPECT_EQ(scrubbed(scrubber, text), text);
    for (const std::string text : {"172.32.0.1", "11.0.0.1", "2001:db8::1", "::ffff:11.0.0.1"})
        EXPECT_EQ(scrubbed(scrubber, text), "[redacted:ip]");
}

TEST(AllowList, LetsDomainsValuesAndExpressionsPass) {
    const Scrubber scrubber = allowing(
        "# "
        "ours\n\n@example.com\r\nsupport@example.org\n/demo-[0-9]+@example\\.net/"
        "\n4111111111111111\n"
    );
    for (const std::string text :
         {"a@example.com",
          "B@EXAMPLE.COM",
          "a@mail.example.com",
          "support@example.org",
          "demo-7@example.net",
          "card 4111111111111111"})
        EXPECT_EQ(scrubbed(scrubber, text), text);
    for (const std::string text :
         {"a@badexample.com", "a@example.com.evil.org", "a@example.org", "xdemo-7@example.net"})
        EXPECT_EQ(scrubbed(scrubber, text), "[redacted:email]");
}

TEST(AllowList, NamesTheLineThatIsWrong) {
    const auto unbalanced = AllowList::parse("@example.com\n/(/\n");
    ASSERT_FALSE(unbalanced);
    EXPECT_TRUE(unbalanced.error().message.starts_with("line 2: "));
    EXPECT_FALSE(AllowList::parse("/.*/"));
    EXPECT_FALSE(AllowList::parse("/" + std::string(600, 'a') + "/"));
    std::string many;
    for (int i = 0; i < 65; ++i) many += "/a" + std::to_string(i) + "/\n";
    EXPECT_FALSE(AllowList::parse(many));
}

TEST(ExtraPatterns, AreThoseOfTheTenantAndOfAll) {
    const Scrubber scrubber = looking_for("* EMP-[0-9]{6}\nacme CASE-[A-Z]{4}\n# none\n");
    EXPECT_EQ(scrubbed(scrubber, "EMP-123456 CASE-ABCD"), "[redacted:custom] CASE-ABCD");
    EXPECT_EQ(
        scrubbed(scrubber, "EMP-123456 CASE-ABCD", "acme"), "[redacted:custom] [redacted:custom]"
    );
    EXPECT_EQ(scrubbed(scrubber, "EMP-123456 CASE-ABCD", "other"), "[redacted:custom] CASE-ABCD");
}

TEST(ExtraPatterns, LeaveMarkersAndOtherMatchesAlone) {
    const Scrubber scrubber = looking_for("* [a-z]+\n* @[a-z.]+\n");
    const std::string once = scrubbed(scrubber, "write to anna@example.com now");
    EXPECT_EQ(once, "[redacted:custom] [redacted:custom] [redacted:email] [redacted:custom]");
    EXPECT_EQ(scrubbed(scrubber, once), once);
}

TEST(ExtraPatterns, AreBoundedAndNeverMatchNothing) {
    EXPECT_FALSE(ExtraPatterns::parse("* a*"));
    EXPECT_FALSE(ExtraPatterns::parse("* (["));
    EXPECT_FALSE(ExtraPatterns::parse("nothing-else"));
    EXPECT_FALSE(ExtraPatterns::parse(" x"));
    EXPECT_FALSE(ExtraPatterns::parse("* " + std::string(513, 'a')));
    EXPECT_FALSE(ExtraPatterns::parse("* ((a{1000}){1000})"));  // too much memory
    std::string many;
    for (int i = 0; i < 65; ++i) many += "acme a" + std::to_string(i) + "\n";
    EXPECT_FALSE(ExtraPatterns::parse(many));
}

TEST(HashKey, HasToBeLongEnough) {
    EXPECT_FALSE(Scrubber::create({.hash_key = "short", .allowed = {}, .patterns = {}}));
    EXPECT_TRUE(Scrubber::create({.hash_key = "0123456789abcdef", .allowed = {}, .patterns = {}}));
}

TEST(HashKey, MakesEqualValuesEqualAndDependsOnKindAndKey) {
    const auto with = [](const std::string& key) {
        return std::move(*Scrubber::create({.hash_key = key, .allowed = {}, .patterns = {}}));
    };
    const Scrubber one = with("0123456789abcdef");
    const Scrubber other = with("fedcba9876543210");
    const std::string anna = scrubbed(one, "anna@example.com");
    EXPECT_TRUE(anna.starts_with("[email:")) << anna;
    EXPECT_EQ(anna.size(), std::string("[email:00000000]").size());
    EXPECT_EQ(scrubbed(one, "Anna@Example.com"), anna);
    EXPECT_NE(scrubbed(one, "berta@example.com"), anna);
    EXPECT_NE(scrubbed(other, "anna@example.com"), anna);
    EXPECT_EQ(scrubbed(one, anna), anna);
    EXPECT_EQ(scrubbed(one, "4111 1111 1111 1111"), scrubbed(one, "4111-1111-1111-1111"));
}

}  // namespace
}  // namespace lectern::telemetry::scrub
