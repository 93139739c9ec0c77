#include "core/base64.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern {
namespace {

// The plain algorithm, bit by bit.
std::string encode(const std::string& bytes) {
    const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bits;
    for (const char byte : bytes) {
        for (int bit = 7; bit >= 0; --bit)
            bits += ((static_cast<unsigned char>(byte) >> bit) & 1) != 0 ? '1' : '0';
    }
    while (bits.size() % 6 != 0) bits += '0';
    std::string text;
    for (std::size_t at = 0; at < bits.size(); at += 6)
        text += alphabet[std::stoul(bits.substr(at, 6), nullptr, 2)];
    while (text.size() % 4 != 0) text += '=';
    return text;
}

RC_GTEST_PROP(Base64, ReadsWhatTheAlgorithmWrites, (const std::string& bytes)) {
    RC_ASSERT(decode_base64(encode(bytes)) == bytes);
}

RC_GTEST_PROP(Base64, AcceptsOnlyTheOneFormOfItsBytes, (const std::string& text)) {
    const auto bytes = decode_base64(text);
    if (bytes) RC_ASSERT(encode(*bytes) == text);
}

TEST(Base64, ReadsTheVectorsOfRfc4648) {
    EXPECT_EQ(decode_base64(""), "");
    EXPECT_EQ(decode_base64("Zg=="), "f");
    EXPECT_EQ(decode_base64("Zm8="), "fo");
    EXPECT_EQ(decode_base64("Zm9vYmFy"), "foobar");
}

TEST(Base64, RefusesWhatIsNotStrict) {
    for (const char* text :
         {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "=", "Zm 9", "Zm9v\n", "Zm-_", "Zg==Zg=="}) {
        EXPECT_FALSE(decode_base64(text)) << text;
    }
}

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
}  // namespace lectern
