#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "transport/common/json_reader.hpp"
#include "transport/common/json_writer.hpp"

namespace lectern::transport {
namespace {

namespace json = boost::json;

json::value read(std::string_view text) {
    auto value = read_json(text);
    EXPECT_TRUE(value) << text;
    return value ? *value : json::value{};
}

std::string error_of(std::string_view text) {
    const auto value = read_json(text);
    return value ? "accepted" : value.error().message;
}

TEST(JsonReader, KeepsWholeNumbersExact) {
    EXPECT_EQ(read("9223372036854775807").as_int64(), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(read("-9223372036854775808").as_int64(), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(read("18446744073709551615").as_uint64(), std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(read("18446744073709551616").as_double(), 18446744073709551616.0);
}

TEST(JsonReader, RoundsFractionsCorrectly) {
    // Halfway and long cases, on which approximate readers are off by one unit.
    EXPECT_EQ(read("9007199254740993.0").as_double(), 9007199254740992.0);
    EXPECT_EQ(read("1.7976931348623157e308").as_double(), std::numeric_limits<double>::max());
    EXPECT_EQ(read("2.2250738585072011e-308").as_double(), 2.2250738585072011e-308);
    EXPECT_EQ(
        read("123456789012345678901234567890e-10").as_double(), 12345678901234567890.123456789
    );
    EXPECT_EQ(read("1e-400").as_double(), 0.0);
}

TEST(JsonReader, SaysWhereTheTextIsMalformed) {
    EXPECT_EQ(error_of("{\n  \"a\": tru }"), "not valid JSON: syntax error at line 2, column 8");
    EXPECT_EQ(error_of(""), "not valid JSON: incomplete JSON at line 1, column 1");
    EXPECT_EQ(error_of("{} {}"), "not valid JSON: extra data at line 1, column 4");
    EXPECT_NE(error_of("[1e999]"), "accepted");
    EXPECT_NE(error_of("\"\xff\""), "accepted");
    EXPECT_NE(error_of("\"\xed\xa0\x80\""), "accepted");
    EXPECT_NE(error_of("[1,]"), "accepted");
    EXPECT_NE(error_of("NaN"), "accepted");
    EXPECT_NE(error_of("// no\n1"), "accepted");
}

TEST(JsonReader, BoundsTheDepth) {
    EXPECT_TRUE(read_json(std::string(64, '[') + std::string(64, ']')));
    EXPECT_FALSE(read_json(std::string(65, '[') + std::string(65, ']')));
    EXPECT_FALSE(read_json(std::string(1'000'000, '[')));
}

RC_GTEST_PROP(JsonReader, EndsOnAnyText, (const std::string& text)) {
    const auto value = read_json(text);
    if (!value) RC_ASSERT(value.error().code == ErrorCode::invalid_argument);
}

RC_GTEST_PROP(JsonWriter, DoublesReadBackTheSame, (std::uint64_t bits)) {
    const auto number = std::bit_cast<double>(bits);
    const std::string text = write_json(number);
    if (!std::isfinite(number)) {
        RC_ASSERT(text == "null");
        return;
    }
    const json::value again = *read_json(text);
    RC_ASSERT(again.is_double());
    RC_ASSERT(std::bit_cast<std::uint64_t>(again.get_double()) == bits);
}

RC_GTEST_PROP(JsonWriter, StringsReadBackTheSame, ()) {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "a",
        "\"",
        "\\",
        "/",
        "\n",
        "\r",
        "\t",
        "\x01",
        "\x1f",
        std::string(1, '\0'),
        "\x7f",
        "é",
        "😀"
    ));
    std::string text;
    for (const std::string& piece : pieces) text += piece;
    RC_ASSERT(read_json(write_json(json::string(text)))->as_string() == json::string(text));
}

RC_GTEST_PROP(JsonWriter, WidenedFloatsNarrowBack, (std::uint32_t bits)) {
    const auto number = std::bit_cast<float>(bits);
    RC_PRE(std::isfinite(number));
    RC_ASSERT(static_cast<float>(widen(number)) == number);
}

TEST(JsonWriter, WritesCompactly) {
    const std::string text =
        R"({"a":[1,-2,1.0,0.1,1e+22,true,null],"b":{"c":"\u0000\"\\\n\u001f/é"}})";
    EXPECT_EQ(write_json(read(text)), text);
    EXPECT_EQ(write_json(widen(0.1F)), "0.1");
}

}  // namespace
}  // namespace lectern::transport
