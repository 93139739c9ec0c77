#include "core/utf8.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unicode/unistr.h>

namespace lectern {
namespace {

std::string decode_and_encode(std::string_view bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size();) append_utf8(next_character(bytes, i), out);
    return out;
}

rc::Gen<std::string> bytes() {
    // Bytes on both sides of every bound of the well-formed sequences.
    return rc::gen::container<std::string>(rc::gen::map(
        rc::gen::element(
            0x00,
            0x41,
            0x7F,
            0x80,
            0x8F,
            0x90,
            0x9F,
            0xA0,
            0xBF,
            0xC0,
            0xC1,
            0xC2,
            0xDF,
            0xE0,
            0xE1,
            0xEC,
            0xED,
            0xEE,
            0xEF,
            0xF0,
            0xF1,
            0xF3,
            0xF4,
            0xF5,
            0xFF
        ),
        [](int byte) { return static_cast<char>(byte); }
    ));
}

RC_GTEST_PROP(Utf8, DecodesAsIcuDoes, ()) {
    const std::string in = *bytes();
    std::string expected;
    icu::UnicodeString::fromUTF8(in).toUTF8String(expected);
    RC_ASSERT(decode_and_encode(in) == expected);
    RC_ASSERT(is_valid_utf8(in) == (expected == in));
}

TEST(Utf8, EncodesEveryScalarValueSoThatItDecodes) {
    for (char32_t c = 0; c <= 0x10FFFF; ++c) {
        std::string encoded;
        append_utf8(c, encoded);
        std::size_t i = 0;
        const char32_t expected = c >= 0xD800 && c <= 0xDFFF ? replacement_character : c;
        ASSERT_EQ(next_character(encoded, i), expected);
        ASSERT_EQ(i, encoded.size());
        ASSERT_TRUE(is_valid_utf8(encoded));
    }
}

TEST(Utf8, FindsTheStartOfACharacter) {
    const std::string text = "a\u20ACb";
    EXPECT_EQ(character_start(text, 0), 0U);
    EXPECT_EQ(character_start(text, 2), 1U);
    EXPECT_EQ(character_start(text, 3), 1U);
    EXPECT_EQ(character_start(text, 4), 4U);
    EXPECT_EQ(character_start(text, 5), 5U);
}

TEST(Utf8, CountsCharactersAndRefusesTheRest) {
    EXPECT_EQ(count_characters(""), 0U);
    EXPECT_EQ(count_characters("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), 4U);
    for (const char* text :
         {"\x80",
          "\xC3",
          "\xC0\x80",
          "\xE0\x80\x80",
          "\xED\xA0\x80",
          "\xF4\x90\x80\x80",
          "\xF8",
          "\xE2\x82"}) {
        EXPECT_FALSE(count_characters(text));
    }
    EXPECT_EQ(character_length(""), 0U);
}

TEST(Utf8, ReplacesEveryMalformedByte) {
    EXPECT_EQ(as_utf8("a\xE2\x82 b\xFF"), "a\uFFFD\uFFFD b\uFFFD");
}

RC_GTEST_PROP(Utf8, LengthAndCountAgreeWithReadingOneByOne, ()) {
    const std::string text = *bytes();
    std::size_t count = 0;
    bool well_formed = true;
    for (std::size_t i = 0; i < text.size() && well_formed; ++count) {
        const std::size_t length = character_length(std::string_view(text).substr(i));
        const std::size_t start = i;
        next_character(text, i);
        well_formed = length != 0;
        if (well_formed) RC_ASSERT(i == start + length);
    }
    RC_ASSERT(well_formed == is_valid_utf8(text));
    RC_ASSERT(count_characters(text) == (well_formed ? std::optional(count) : std::nullopt));
}

RC_GTEST_PROP(Utf8, CleanedTextIsWellFormedAndStaysAsItIs, ()) {
    const std::string text = *bytes();
    const std::string clean = as_utf8(text);
    RC_ASSERT(is_valid_utf8(clean));
    RC_ASSERT(as_utf8(clean) == clean);
    if (is_valid_utf8(text)) RC_ASSERT(clean == text);
}

}  // namespace
}  // namespace lectern
