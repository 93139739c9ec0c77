#include "access/testing/signing_key.hpp"

#include <array>
#include <vector>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "core/assert.hpp"
#include "core/base64.hpp"

namespace lectern::access::testing {
namespace {

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_of(const std::vector<unsigned char>& bytes) {
    return {bytes.begin(), bytes.end()};
}

std::string number(const EVP_PKEY* key, const char* name, std::size_t width = 0) {
    BIGNUM* value = nullptr;
    LECTERN_ASSERT(::EVP_PKEY_get_bn_param(key, name, &value) == 1);
    const std::size_t size = width != 0 ? width : static_cast<std::size_t>(BN_num_bytes(value));
    std::vector<unsigned char> bytes(size);
    LECTERN_ASSERT(::BN_bn2binpad(value, bytes.data(), static_cast<int>(size)) >= 0);
    ::BN_free(value);
    return encode_base64url(text_of(bytes));
}

const EVP_MD* digest_of(std::string_view algorithm) {
    if (algorithm == "EdDSA") return nullptr;
    if (algorithm.ends_with("512")) return ::EVP_sha512();
    return algorithm.ends_with("384") ? ::EVP_sha384() : ::EVP_sha256();
}

std::string to_raw(std::string_view der, std::size_t width) {
    const unsigned char* place = bytes_of(der);
    ECDSA_SIG* signature = ::d2i_ECDSA_SIG(nullptr, &place, static_cast<long>(der.size()));
    LECTERN_ASSERT(signature != nullptr);
    std::vector<unsigned char> raw(2 * width);
    const int size = static_cast<int>(width);
    ::BN_bn2binpad(::ECDSA_SIG_get0_r(signature), raw.data(), size);
    ::BN_bn2binpad(::ECDSA_SIG_get0_s(signature), raw.data() + width, size);
    ::ECDSA_SIG_free(signature);
    return text_of(raw);
}

std::size_t field_bytes(const EVP_PKEY* key) {
    return (static_cast<std::size_t>(::EVP_PKEY_get_bits(key)) + 7) / 8;
}

}  // namespace

void SigningKey::Deleter::operator()(evp_pkey_st* key) const { ::EVP_PKEY_free(key); }

SigningKey::SigningKey(evp_pkey_st* key) : key_(key) { LECTERN_ASSERT(key != nullptr); }

SigningKey SigningKey::rsa(unsigned bits) { return SigningKey(EVP_RSA_gen(bits)); }
SigningKey SigningKey::p256() { return SigningKey(EVP_EC_gen("P-256")); }
SigningKey SigningKey::p384() { return SigningKey(EVP_EC_gen("P-384")); }
SigningKey SigningKey::p521() { return SigningKey(EVP_EC_gen("P-521")); }
SigningKey SigningKey::ed25519() {
    return SigningKey(::EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
}

std::string SigningKey::jwk_members() const {
    const EVP_PKEY* key = key_.get();
    if (::EVP_PKEY_is_a(key, "RSA") == 1) {
        return R"("kty":"RSA","n":")" + number(key, OSSL_PKEY_PARAM_RSA_N) + R"(","e":")" +
               number(key, OSSL_PKEY_PARAM_RSA_E) + '"';
    }
    if (::EVP_PKEY_is_a(key, "ED25519") == 1) {
        std::vector<unsigned char> bytes(32);
        std::size_t size = bytes.size();
        LECTERN_ASSERT(::EVP_PKEY_get_raw_public_key(key, bytes.data(), &size) == 1);
        return R"("kty":"OKP","crv":"Ed25519","x":")" + encode_base64url(text_of(bytes)) + '"';
    }
    const std::size_t width = field_bytes(key);
    return R"("kty":"EC","crv":"P-)" + std::to_string(::EVP_PKEY_get_bits(key)) + R"(","x":")" +
           number(key, OSSL_PKEY_PARAM_EC_PUB_X, width) + R"(","y":")" +
           number(key, OSSL_PKEY_PARAM_EC_PUB_Y, width) + '"';
}

std::string SigningKey::jwk(std::string_view id) const {
    return "{" + jwk_members() + R"(,"use":"sig","kid":")" + std::string(id) + "\"}";
}

std::string SigningKey::public_pem() const {
    BIO* memory = ::BIO_new(::BIO_s_mem());
    LECTERN_ASSERT(::PEM_write_bio_PUBKEY(memory, key_.get()) == 1);
    std::vector<char> text(4096);
    const int size = ::BIO_read(memory, text.data(), static_cast<int>(text.size()));
    ::BIO_free(memory);
    return {text.data(), static_cast<std::size_t>(size)};
}

std::string SigningKey::sign(std::string_view algorithm, std::string_view message, int salt_bytes)
    const {
    EVP_MD_CTX* context = ::EVP_MD_CTX_new();
    EVP_PKEY_CTX* parameters = nullptr;
    const EVP_MD* digest = digest_of(algorithm);
    LECTERN_ASSERT(::EVP_DigestSignInit(context, &parameters, digest, nullptr, key_.get()) == 1);
    if (algorithm.starts_with("PS")) {
        ::EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
        ::EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, salt_bytes);
    }
    std::vector<unsigned char> signature(1024);
    std::size_t size = signature.size();
    LECTERN_ASSERT(
        ::EVP_DigestSign(context, signature.data(), &size, bytes_of(message), message.size()) == 1
    );
    ::EVP_MD_CTX_free(context);
    signature.resize(size);
    const bool is_ec = ::EVP_PKEY_is_a(key_.get(), "EC") == 1;
    return is_ec ? to_raw(text_of(signature), field_bytes(key_.get())) : text_of(signature);
}

std::string SigningKey::token(
    std::string_view algorithm, std::string_view header, std::string_view claims
) const {
    const std::string text = encode_base64url(header) + '.' + encode_base64url(claims);
    return text + '.' + encode_base64url(sign(algorithm, text));
}

std::string hmac_sha256(std::string_view secret, std::string_view message) {
    std::array<unsigned char, 32> code{};
    unsigned size = code.size();
    ::HMAC(
        ::EVP_sha256(),
        secret.data(),
        static_cast<int>(secret.size()),
        bytes_of(message),
        message.size(),
        code.data(),
        &size
    );
    return {code.begin(), code.end()};
}

std::string jwk_set(std::initializer_list<std::string> keys) {
    std::string set;
    for (const std::string& key : keys) set += (set.empty() ? "" : ",") + key;
    return "{\"keys\":[" + set + "]}";
}

}  // namespace lectern::access::testing
