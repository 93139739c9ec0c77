#include "transport/common/base64.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::transport {
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

}  // namespace
}  // namespace lectern::transport
