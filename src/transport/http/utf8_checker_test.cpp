#include "transport/http/utf8_checker.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/utf8.hpp"

namespace lectern::transport::http {
namespace {

bool is_utf8(std::string_view text) {
    Utf8Checker checker;
    checker.take(text);
    return checker.is_whole();
}

bool is_utf8_elsewhere(std::string_view text) { return as_utf8(text) == text; }

TEST(Utf8Checker, AgreesWithTheDecoderOnAllShortSequences) {
    std::string text;
    for (unsigned bits = 0; bits < (1U << 24U); bits += 1) {
        const auto third = static_cast<unsigned char>(bits);
        // Of bytes that only continue, the edges of each range are enough.
        constexpr std::string_view edges("\x00\x41\x7f\x80\x8f\x90\x9f\xa0\xbf\xc0\xff", 11);
        if (!edges.contains(static_cast<char>(third))) continue;
        text = {
            static_cast<char>(bits >> 16U), static_cast<char>(bits >> 8U), static_cast<char>(third)
        };
        ASSERT_EQ(is_utf8(text), is_utf8_elsewhere(text)) << std::hex << bits;
    }
}

TEST(Utf8Checker, FindsAWrongByteAtOnce) {
    Utf8Checker checker;
    EXPECT_TRUE(checker.take("a\xf4"));
    EXPECT_FALSE(checker.take("\x90"));  // above U+10FFFF
    EXPECT_FALSE(checker.take("a"));
    EXPECT_FALSE(checker.is_whole());
}

RC_GTEST_PROP(Utf8Checker, DoesNotCareHowTextIsCut, (std::vector<std::uint8_t> bytes)) {
    // Mostly bytes of long characters, or hardly anything would be well-formed.
    std::string text;
    for (const auto byte : bytes) {
        const auto kind = byte % 4;
        text += kind == 0   ? "\xf0\x9f\x98\x80"
                : kind == 1 ? "\xe2\x82\xac"
                : kind == 2 ? "x"
                            : "\xc3";
        if (kind == 3 && byte > 40) text += "\xa9";
    }
    const auto cut = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
    Utf8Checker checker;
    checker.take(std::string_view(text).substr(0, cut));
    checker.take(std::string_view(text).substr(cut));
    RC_ASSERT(checker.is_whole() == is_utf8_elsewhere(text));
}

}  // namespace
}  // namespace lectern::transport::http
