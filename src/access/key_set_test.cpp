#include "access/key_set.hpp"

#include <gtest/gtest.h>

#include "access/testing/signing_key.hpp"

namespace lectern::access {
namespace {

using testing::jwk_set;
using testing::SigningKey;

const std::string& ec_members() {
    static const std::string members = SigningKey::p256().jwk_members();
    return members;
}

std::string with(std::string_view further) {
    return "{" + ec_members() + std::string(further) + "}";
}

std::size_t usable(std::initializer_list<std::string> keys) {
    const auto set = read_key_set(jwk_set(keys), 10);
    return set ? set->size() : 0;
}

TEST(KeySet, LeavesOutKeysThatAreNotForTokens) {
    EXPECT_EQ(usable({with("")}), 1U);
    EXPECT_EQ(usable({with(R"(,"use":"sig","key_ops":["verify"],"alg":"ES256","kid":"a")")}), 1U);
    for (const char* further :
         {R"(,"use":"enc")",
          R"(,"use":1)",
          R"(,"key_ops":["encrypt"])",
          R"(,"key_ops":"verify")",
          R"(,"alg":"ES384")",
          R"(,"alg":"RS256")",
          R"(,"alg":"HS256")",
          R"(,"alg":"none")",
          R"(,"kid":7)",
          R"(,"d":"AAAA")"})
        EXPECT_EQ(usable({with(further)}), 0U) << further;
}

TEST(KeySet, LeavesOutKindsThatAreNotPublic) {
    const char* const kinds[] = {
        R"({"kty":"oct","k":"c2VjcmV0"})",
        R"({"kty":"RSA"})",
        R"({"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"})",
        R"({"kty":"OKP","crv":"X25519","x":"AA"})",
        R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA"})",
        R"({"n":"AA","e":"AQAB"})",
        "7",
    };
    for (const char* kind : kinds) EXPECT_EQ(usable({with(""), kind}), 1U) << kind;
    EXPECT_EQ(usable({with(""), "{" + SigningKey::p521().jwk_members() + "}"}), 1U);
    EXPECT_EQ(usable({with(""), SigningKey::rsa(1024).jwk("weak")}), 1U);
}

TEST(KeySet, RefusesWhatIsNoSet) {
    for (const char* text :
         {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[]})", R"({"keys":[],"keys":[]})"})
        EXPECT_EQ(read_key_set(text, 10).error().code, ErrorCode::invalid_argument) << text;
    EXPECT_FALSE(read_key_set(jwk_set({with(""), with(""), with("")}), 2)) << "too many";
}

TEST(KeySet, FindsByIdAndAlgorithm) {
    const auto set = read_key_set(
        jwk_set(
            {SigningKey::p256().jwk("a"),
             SigningKey::p256().jwk("b"),
             SigningKey::ed25519().jwk("a")}
        ),
        10
    );
    ASSERT_TRUE(set);
    ASSERT_NE(set->find("a", Algorithm::es256), nullptr);
    EXPECT_EQ(set->find("a", Algorithm::es256)->key.type(), KeyType::p256);
    EXPECT_EQ(set->find("a", Algorithm::eddsa)->key.type(), KeyType::ed25519);
    EXPECT_EQ(set->find("b", Algorithm::eddsa), nullptr);
    EXPECT_EQ(set->find("c", Algorithm::es256), nullptr);
    EXPECT_EQ(set->find("a", Algorithm::rs256), nullptr);
}

TEST(KeySet, WithoutIdOnlyAnUnmistakableKeyIsMeant) {
    const auto set = read_key_set(
        jwk_set(
            {SigningKey::p256().jwk("a"),
             SigningKey::p256().jwk("b"),
             SigningKey::ed25519().jwk("c")}
        ),
        10
    );
    ASSERT_TRUE(set);
    EXPECT_EQ(set->find("", Algorithm::es256), nullptr);
    ASSERT_NE(set->find("", Algorithm::eddsa), nullptr);
    EXPECT_EQ(set->find("", Algorithm::eddsa)->id, "c");
}

TEST(KeySet, KeyWithAlgorithmIsForThatOneOnly) {
    const SigningKey rsa = SigningKey::rsa();
    const auto set =
        read_key_set(jwk_set({"{" + rsa.jwk_members() + R"(,"alg":"PS256","kid":"a"})"}), 10);
    ASSERT_TRUE(set);
    EXPECT_NE(set->find("a", Algorithm::ps256), nullptr);
    EXPECT_EQ(set->find("a", Algorithm::rs256), nullptr);
}

TEST(KeySet, GenerationTellsTextsApart) {
    const auto generation = [](std::string_view id) {
        return read_key_set(jwk_set({with(R"(,"kid":")" + std::string(id) + '"')}), 1)
            ->generation();
    };
    EXPECT_EQ(generation("a"), generation("a"));
    EXPECT_NE(generation("a"), generation("b"));
}

}  // namespace
}  // namespace lectern::access
