#include "access/key_text.hpp"

#include <regex>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::access {
namespace {

TEST(KeyText, ReadsWhatItWrites) {
    const KeyText made = make_key_text();
    const auto read = parse_key(format_key(made));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->id, made.id);
    EXPECT_EQ(read->secret, made.secret);
}

TEST(KeyText, HasTheFormThatScannersLookFor) {
    static const std::regex form("lk_[0-9A-Za-z]{16}_[0-9A-Za-z]{49}");
    for (int i = 0; i < 100; ++i) {
        const std::string text = format_key(make_key_text());
        EXPECT_TRUE(std::regex_match(text, form)) << text;
    }
}

TEST(KeyText, ChecksumIsTheCrcOfWhatStandsBefore) {
    // The last six from zlib.crc32 of Python, written in base 62.
    const KeyText key{.id = {"0123456789ABCDEF"}, .secret = std::string(43, 'a')};
    EXPECT_EQ(
        format_key(key), "lk_0123456789ABCDEF_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa3GRM75"
    );
}

TEST(KeyText, SecretsUseTheWholeAlphabetAndDiffer) {
    std::set<char> characters;
    std::set<std::string> secrets;
    for (int i = 0; i < 500; ++i) {
        const std::string secret = make_key_secret();
        characters.insert(secret.begin(), secret.end());
        secrets.insert(secret);
    }
    EXPECT_EQ(characters.size(), 62U);
    EXPECT_EQ(secrets.size(), 500U);
}

RC_GTEST_PROP(KeyText, AnyOtherCharacterInsteadIsNoticed, ()) {
    static const std::string text = format_key(make_key_text());
    const auto place = *rc::gen::inRange<std::size_t>(0, text.size());
    const char other = *rc::gen::distinctFrom(rc::gen::arbitrary<char>(), text[place]);
    std::string changed = text;
    changed[place] = other;
    const auto read = parse_key(changed);
    RC_ASSERT(!read);
    RC_ASSERT(read.error().code == ErrorCode::unauthenticated);
}

RC_GTEST_PROP(KeyText, TwoNeighboursExchangedAreNoticed, ()) {
    const std::string text = format_key(make_key_text());
    const auto place = *rc::gen::inRange<std::size_t>(0, text.size() - 1);
    std::string changed = text;
    std::swap(changed[place], changed[place + 1]);
    RC_ASSERT(parse_key(changed).has_value() == (changed == text));
}

TEST(KeyText, TellsATypoFromAnotherForm) {
    std::string text = format_key(make_key_text());
    EXPECT_EQ(parse_key(text + "a").error().message, "the api key is malformed");
    EXPECT_EQ(parse_key("lk_").error().message, "the api key is malformed");
    text[30] = text[30] == 'x' ? 'y' : 'x';
    EXPECT_EQ(
        parse_key(text).error().message, "the api key is mistyped: its checksum does not fit"
    );
}

TEST(KeyText, FindsTheIdInWhatClaimsToBeAKey) {
    const KeyText made = make_key_text();
    EXPECT_EQ(claimed_key_id("lk_" + made.id.value + "_whatever"), made.id);
    EXPECT_TRUE(claimed_key_id("lk_short_x").empty());
    EXPECT_TRUE(claimed_key_id("lk_0123456789ABCDE\n_x").empty());
    EXPECT_TRUE(claimed_key_id("a.b.c").empty());
}

TEST(KeyText, KeepsSha256OfTheSecret) {
    EXPECT_EQ(
        key_digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    EXPECT_TRUE(same_digest("ab", "ab"));
    EXPECT_FALSE(same_digest("ab", "ac"));
    EXPECT_FALSE(same_digest("ab", "abc"));
    EXPECT_FALSE(same_digest("", "ab"));
}

}  // namespace
}  // namespace lectern::access
