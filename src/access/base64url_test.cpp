#include "access/base64url.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::access {
namespace {

// RFC 4648 §10, without padding.
TEST(Base64Url, AgreesWithTheVectorsOfTheStandard) {
    const std::pair<std::string_view, std::string_view> vectors[] = {
        {"", ""},
        {"f", "Zg"},
        {"fo", "Zm8"},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg"},
        {"fooba", "Zm9vYmE"},
        {"foobar", "Zm9vYmFy"},
        {"\xfb\xff", "-_8"},
    };
    for (const auto& [bytes, text] : vectors) {
        EXPECT_EQ(encode_base64url(bytes), text);
        EXPECT_EQ(decode_base64url(text), bytes);
    }
}

TEST(Base64Url, RefusesWhatItWouldNotWrite) {
    for (const std::string_view text :
         {"Zg==", "Zg=", "Z", "Zm9vY", "Zm9v Zg", "Zm9v\n", "+/8", "Zh", "Zm9", "-_9", "Z\xc3\xa9"})
        EXPECT_FALSE(decode_base64url(text)) << text;
}

RC_GTEST_PROP(Base64Url, ReadsWhatItWrites, (const std::string& bytes)) {
    RC_ASSERT(decode_base64url(encode_base64url(bytes)) == bytes);
}

RC_GTEST_PROP(Base64Url, HasOneTextForEachValue, ()) {
    const auto text =
        *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ABab01-_=+/")));
    const auto bytes = decode_base64url(text);
    if (bytes) RC_ASSERT(encode_base64url(*bytes) == text);
}

}  // namespace
}  // namespace lectern::access
