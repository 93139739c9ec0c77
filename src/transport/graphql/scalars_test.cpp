#include "transport/graphql/scalars.hpp"

#include <gtest/gtest.h>

#include "core/scopes.hpp"
#include "transport/graphql/value_text.hpp"

namespace lectern::transport::graphql {
namespace {

Result<language::Value> parse(const char* scalar, const language::Value& value) {
    return scalar_codecs().at(scalar).parse(value);
}

TEST(Scalars, TakeWhatTheyAre) {
    EXPECT_TRUE(parse("DateTime", "2026-11-24T09:30:00.250Z"));
    EXPECT_FALSE(parse("DateTime", "2026-11-24"));
    EXPECT_FALSE(parse("DateTime", 5));
    EXPECT_EQ(
        parse("Long", std::int64_t{9007199254740993}).value(), std::int64_t{9007199254740993}
    );
    EXPECT_EQ(parse("Long", 2.0).value(), std::int64_t{2});
    EXPECT_FALSE(parse("Long", 2.5));
    EXPECT_FALSE(parse("Long", 9223372036854775808.0));
    EXPECT_FALSE(parse("Long", "2"));
    EXPECT_EQ(parse("Base64", "Zm8=").value(), "fo");
    EXPECT_FALSE(parse("Base64", "Zm8"));
    EXPECT_TRUE(parse("JSONObject", language::Object{{"a", nullptr}}));
    EXPECT_FALSE(parse("JSONObject", language::List{}));
    EXPECT_TRUE(parse("FieldValue", false));
    EXPECT_FALSE(parse("FieldValue", language::Object{}));
}

TEST(Scalars, NameEnumValuesAsTheRestOfTheApiDoes) {
    EXPECT_EQ(enum_value("partially_failed"), "PARTIALLY_FAILED");
    EXPECT_EQ(enum_name("PARTIALLY_FAILED"), "partially_failed");
    for (const Scope scope : Scopes::all().list())
        EXPECT_EQ(enum_value(to_string(scope)).find(':'), std::string::npos);
}

TEST(Scalars, ValuesCrossJsonUnchanged) {
    const std::string text =
        R"({"a":[1,-2.5,9007199254740993,1.0,true,null,"x\n\u0001\"\\"],"b":{"c":{}},"empty":[]})";
    const auto value = read_value(text);
    ASSERT_TRUE(value);
    std::string written;
    append_value(written, *value);
    EXPECT_EQ(written, text);
    std::string again;
    append_value(again, encode(decode_object(*value->as_object())));
    EXPECT_EQ(again, text);
}

}  // namespace
}  // namespace lectern::transport::graphql
