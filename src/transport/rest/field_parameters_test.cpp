#include "transport/rest/field_parameters.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "transport/rest/preferences.hpp"

namespace lectern::transport::rest {
namespace {

TEST(FieldParameters, ReadsTokensAndQuotedStrings) {
    const auto field =
        parse_field_parameters("Form-Data; Name=a; filename=\"b; c.txt\" ; empty=\"\"");
    EXPECT_EQ(field.value, "form-data");
    EXPECT_EQ(field.find("name"), "a");
    EXPECT_EQ(field.find("filename"), "b; c.txt");
    EXPECT_EQ(field.find("empty"), "");
    EXPECT_EQ(field.find("other"), std::nullopt);
}

TEST(FieldParameters, UnescapesQuotesButKeepsWindowsPaths) {
    EXPECT_EQ(parse_field_parameters(R"(x; f="a\"b\\c")").find("f"), R"(a"b\c)");
    EXPECT_EQ(parse_field_parameters(R"(x; f="C:\dir\b.txt")").find("f"), R"(C:\dir\b.txt)");
}

TEST(FieldParameters, PassesOverWhatIsNoParameter) {
    const auto field = parse_field_parameters("text/plain;;  ; charset ; q=1");
    EXPECT_EQ(field.value, "text/plain");
    EXPECT_EQ(field.find("q"), "1");
    EXPECT_EQ(parse_field_parameters("a; b=\"open").find("b"), "open");
}

RC_GTEST_PROP(FieldParameters, EndsOnAnyText, (const std::string& text)) {
    const auto field = parse_field_parameters(text);
    RC_ASSERT(field.value.size() <= text.size());
}

TEST(Preferences, FindsWaitAmongOthers) {
    using std::chrono::seconds;
    EXPECT_EQ(preferred_wait("wait=10"), seconds(10));
    EXPECT_EQ(preferred_wait("respond-async, Wait = 5; foo=bar"), seconds(5));
    EXPECT_EQ(preferred_wait(""), std::nullopt);
    EXPECT_EQ(preferred_wait("respond-async"), std::nullopt);
    EXPECT_EQ(preferred_wait("wait=-1"), std::nullopt);
    EXPECT_EQ(preferred_wait("wait=1.5"), std::nullopt);
    EXPECT_EQ(preferred_wait("wait=99999999999"), std::nullopt);
}

}  // namespace
}  // namespace lectern::transport::rest
