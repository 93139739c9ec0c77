#include "text/charset.hpp"

#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/utf8.hpp"

namespace lectern::text {
namespace {

std::string decode(std::string_view bytes, std::string_view charset = {}, bool is_html = false) {
    return decode_text(bytes, charset, is_html).value();
}

using namespace std::string_view_literals;

TEST(Charset, ObeysByteOrderMarks) {
    EXPECT_EQ(
        decode(
            "\xEF\xBB\xBF"
            "caf\xC3\xA9",
            "iso-8859-1"
        ),
        "café"
    );
    EXPECT_EQ(decode("\xFF\xFE\x3D\xD8\x00\xDE"sv), "😀");
    EXPECT_EQ(decode("\xFE\xFF\x00\x41\x20\xAC"sv), "A€");
    EXPECT_EQ(decode("\xFF\xFE\x00\x00\x41\x00\x00\x00"sv), "A");
}

TEST(Charset, BelievesValidUtf8MoreThanADeclaration) {
    EXPECT_EQ(decode("caf\xC3\xA9", "iso-8859-1"), "café");
}

TEST(Charset, ObeysTheDeclaration) {
    EXPECT_EQ(decode("caf\xE9 \x80", "ISO-8859-1"), "café €");
    EXPECT_EQ(decode("\xEF\xF0\xE8\xE2\xE5\xF2", "windows-1251"), "привет");
    EXPECT_EQ(decode("\x1B$B8!:w\x1B(B", "iso-2022-jp"), "検索");
    EXPECT_EQ(decode("\x41\x00\xAC\x20"sv, "utf-16le"), "A€");
}

TEST(Charset, ObeysTheMetaElement) {
    EXPECT_EQ(
        decode("<META charset='windows-1251'>\xEF\xF0", {}, true), "<META charset='windows-1251'>пр"
    );
    EXPECT_EQ(
        decode("<meta http-equiv=x content=\"text/html; charset=iso-8859-2\">\xB1", {}, true),
        "<meta http-equiv=x content=\"text/html; charset=iso-8859-2\">ą"
    );
}

TEST(Charset, GuessesWhenNothingIsSaid) {
    const std::string sentence =
        "Die B\xFCrger der gr\xF6\xDFten St\xE4"
        "dte w\xE4hlen \xFC"
        "berall f\xFCr f\xFCnf Jahre ihre Vertreter.";
    EXPECT_TRUE(decode(sentence).starts_with("Die Bürger der größten Städte wählen überall"));
}

TEST(Charset, ReplacesMalformedBytes) {
    EXPECT_EQ(
        decode(
            "a\xFF"
            "b\xC3",
            "utf-8"
        ),
        "a\uFFFDb\uFFFD"
    );
    EXPECT_EQ(decode("\x3D\xD8\x41\x00"sv, "utf-16le"), "\uFFFDA");
}

TEST(Charset, RefusesUnknownCharsets) {
    const auto decoded = decode_text("caf\xE9", "klingon", false);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().code, ErrorCode::invalid_argument);
    EXPECT_EQ(decode("plain", "klingon"), "plain");
}

TEST(Charset, TidiesLineEndsAndControls) {
    EXPECT_EQ(decode("a\r\nb\rc\n\fd\0e\x07\x7F\te"sv), "a\nb\nc\n\fde\te");
}

TEST(Charset, GivesNormalFormC) { EXPECT_EQ(decode("e\u0301"), "é"); }

RC_GTEST_PROP(Charset, NeverPassesInvalidBytes, ()) {
    const auto bytes = *rc::gen::arbitrary<std::string>();
    const auto charset = *rc::gen::element<std::string>(
        "", "utf-8", "utf-16", "utf-32be", "shift_jis", "gb18030", "iso-2022-jp", "utf-7"
    );
    const auto decoded = decode_text(bytes, charset, *rc::gen::arbitrary<bool>());
    RC_ASSERT(decoded.has_value());
    RC_ASSERT(is_valid_utf8(*decoded));
    RC_ASSERT(normalise_nfc(*decoded) == *decoded);
    RC_ASSERT(!decoded->contains('\0'));
}

}  // namespace
}  // namespace lectern::text
