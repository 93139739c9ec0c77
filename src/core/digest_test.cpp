#include "core/digest.hpp"

#include <gtest/gtest.h>

#include "core/hex.hpp"

namespace lectern {
namespace {

TEST(Sha256, AgreesWithThePublishedVectors) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(
        sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

TEST(Digest, TellsPartsApart) {
    const auto digest = [](std::initializer_list<std::string_view> parts) {
        Digest sum;
        for (const std::string_view part : parts) sum.add(part);
        return sum.finish();
    };
    EXPECT_EQ(digest({"ab", "c"}), digest({"ab", "c"}));
    EXPECT_NE(digest({"ab", "c"}), digest({"a", "bc"}));
    EXPECT_NE(digest({"", "a"}), digest({"a"}));
}

// Test case 2 of RFC 4231.
TEST(HmacSha256, IsThatOfTheStandard) {
    EXPECT_EQ(
        to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
}

}  // namespace
}  // namespace lectern
