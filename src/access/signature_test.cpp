#include "access/signature.hpp"

#include <map>

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "access/key_set.hpp"
#include "access/testing/signing_key.hpp"
#include "core/base64.hpp"

namespace lectern::access {
namespace {

using testing::jwk_set;
using testing::SigningKey;

const SigningKey& rsa() {
    static const SigningKey key = SigningKey::rsa();
    return key;
}

const SigningKey& key_for(Algorithm algorithm) {
    static const SigningKey p256 = SigningKey::p256();
    static const SigningKey p384 = SigningKey::p384();
    static const SigningKey ed25519 = SigningKey::ed25519();
    if (algorithm == Algorithm::es256) return p256;
    if (algorithm == Algorithm::es384) return p384;
    return algorithm == Algorithm::eddsa ? ed25519 : rsa();
}

// The public half as it comes out of a set of keys.
KeySet public_half(const SigningKey& key) {
    auto set = read_key_set(jwk_set({key.jwk("k")}), 10);
    EXPECT_TRUE(set) << set.error().message;
    return std::move(*set);
}

std::string decoded(std::string_view text) {
    const auto bytes = decode_base64url(text);
    EXPECT_TRUE(bytes);
    return bytes.value_or("");
}

TEST(Signature, NamesAreThoseOfTheStandard) {
    for (const Algorithm algorithm : all_algorithms())
        EXPECT_EQ(parse_algorithm(to_string(algorithm)), algorithm);
    for (const char* name : {"none", "None", "HS256", "rs256", "ES256K", "ES512", ""})
        EXPECT_FALSE(parse_algorithm(name)) << name;
}

TEST(Signature, EveryAlgorithmKnowsItsOwnAndNoOther) {
    for (const Algorithm algorithm : all_algorithms()) {
        const SigningKey& signer = key_for(algorithm);
        const std::string signature = signer.sign(to_string(algorithm), "message");
        const KeySet set = public_half(signer);
        for (const Algorithm tried : all_algorithms()) {
            const IssuerKey* key = set.find("k", tried);
            if (key == nullptr) continue;
            EXPECT_EQ(key->key.verify(tried, "message", signature), tried == algorithm)
                << to_string(algorithm) << " as " << to_string(tried);
            EXPECT_FALSE(key->key.verify(tried, "massage", signature));
        }
    }
}

TEST(Signature, AnyBitChangedMakesItWrong) {
    for (const Algorithm algorithm : {Algorithm::rs256, Algorithm::es256, Algorithm::eddsa}) {
        const SigningKey& signer = key_for(algorithm);
        const std::string signature = signer.sign(to_string(algorithm), "message");
        const KeySet set = public_half(signer);
        const PublicKey& key = set.find("k", algorithm)->key;
        for (std::size_t bit = 0; bit < signature.size() * 8; bit += 7) {
            std::string changed = signature;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << (bit % 8)));
            EXPECT_FALSE(key.verify(algorithm, "message", changed));
        }
        for (const std::string& other :
             {std::string(), signature + '\0', signature.substr(1), std::string(64, '\0')})
            EXPECT_FALSE(key.verify(algorithm, "message", other));
    }
}

TEST(Signature, PssSaltHasToBeAsLongAsTheDigest) {
    const KeySet set = public_half(rsa());
    const PublicKey& key = set.find("k", Algorithm::ps256)->key;
    EXPECT_TRUE(key.verify(Algorithm::ps256, "m", rsa().sign("PS256", "m", 32)));
    EXPECT_FALSE(key.verify(Algorithm::ps256, "m", rsa().sign("PS256", "m", 20)));
    EXPECT_FALSE(key.verify(Algorithm::ps256, "m", rsa().sign("PS256", "m", 0)));
}

TEST(Signature, KeyThatDoesNotFitVerifiesNothing) {
    const KeySet set = public_half(rsa());
    const PublicKey& key = set.find("k", Algorithm::rs256)->key;
    EXPECT_FALSE(key.verify(Algorithm::es256, "m", std::string(64, 'x')));
    EXPECT_FALSE(key.verify(Algorithm::eddsa, "m", std::string(64, 'x')));
}

// RFC 7515 appendix A.3.
TEST(Signature, AgreesWithTheEs256ExampleOfTheStandard) {
    const auto key = PublicKey::from_ec(
        KeyType::p256,
        decoded("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
        decoded("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")
    );
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_TRUE(key->verify(
        Algorithm::es256,
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxl"
        "LmNvbS9pc19yb290Ijp0cnVlfQ",
        decoded("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6"
                "NU1Q")
    ));
}

// RFC 8037 appendix A.4.
TEST(Signature, AgreesWithTheEdDsaExampleOfTheStandard) {
    const auto key =
        PublicKey::from_ed25519(decoded("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"));
    ASSERT_TRUE(key);
    EXPECT_TRUE(key->verify(
        Algorithm::eddsa,
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc",
        decoded("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_Mu"
                "M0KAg")
    ));
}

TEST(Signature, RefusesKeysThatAreWeakOrNone) {
    const std::string point = decoded("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
    EXPECT_FALSE(PublicKey::from_ec(KeyType::p256, point, point)) << "not on the curve";
    EXPECT_FALSE(PublicKey::from_ec(KeyType::p256, point.substr(1), point));
    EXPECT_FALSE(PublicKey::from_ec(KeyType::p256, std::string(32, '\0'), std::string(32, '\0')));
    EXPECT_FALSE(PublicKey::from_ed25519("short"));
    const std::string odd(256, '\xff');
    EXPECT_TRUE(PublicKey::from_rsa(odd, "\x01\x01"));
    EXPECT_FALSE(PublicKey::from_rsa(odd.substr(1), "\x01\x01")) << "2040 bits";
    EXPECT_FALSE(PublicKey::from_rsa(std::string(1, '\0') + odd.substr(1), "\x01\x01"))
        << "2040 bits with a zero in front";
    EXPECT_FALSE(PublicKey::from_rsa(std::string(1025, '\xff'), "\x01\x01"));
    EXPECT_FALSE(PublicKey::from_rsa(odd.substr(1) + "\xfe", "\x01\x01")) << "even";
    EXPECT_FALSE(PublicKey::from_rsa(odd, "\x01")) << "leaves every message as it is";
    EXPECT_FALSE(PublicKey::from_rsa(odd, std::string(9, '\xff')));
    EXPECT_FALSE(PublicKey::from_rsa("", ""));
}

TEST(Signature, LeavesNoErrorBehindForTls) {
    ::ERR_clear_error();
    const KeySet set = public_half(rsa());
    EXPECT_FALSE(set.find("k", Algorithm::rs256)->key.verify(Algorithm::rs256, "m", "x"));
    EXPECT_FALSE(PublicKey::from_ec(KeyType::p256, std::string(32, 'x'), std::string(32, 'y')));
    EXPECT_EQ(::ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace lectern::access
