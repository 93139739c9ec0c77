#include "access/signature.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

namespace lectern::access {
namespace {

constexpr std::array algorithms{
    Algorithm::rs256,
    Algorithm::rs384,
    Algorithm::rs512,
    Algorithm::ps256,
    Algorithm::ps384,
    Algorithm::ps512,
    Algorithm::es256,
    Algorithm::es384,
    Algorithm::eddsa,
};
constexpr int least_rsa_bits = 2'048;
constexpr int most_rsa_bits = 8'192;  // beyond it a check takes milliseconds
constexpr std::size_t most_exponent_bytes = 8;
constexpr std::size_t ed25519_key_bytes = 32;

struct Freeing {
    void operator()(EVP_PKEY_CTX* context) const { ::EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { ::EVP_MD_CTX_free(context); }
    void operator()(OSSL_PARAM_BLD* builder) const { ::OSSL_PARAM_BLD_free(builder); }
    void operator()(OSSL_PARAM* parameters) const { ::OSSL_PARAM_free(parameters); }
    void operator()(BIGNUM* number) const { ::BN_free(number); }
    void operator()(ECDSA_SIG* signature) const { ::ECDSA_SIG_free(signature); }
    void operator()(unsigned char* bytes) const { ::OPENSSL_free(bytes); }
};
template <class T>
using Owned = std::unique_ptr<T, Freeing>;

// Errors that OpenSSL queues here must not be taken for its own by a TLS connection which uses the
// thread later.
class ErrorMark final {
  public:
    ErrorMark() { ::ERR_set_mark(); }
    ~ErrorMark() { ::ERR_pop_to_mark(); }
    ErrorMark(const ErrorMark&) = delete;
    ErrorMark& operator=(const ErrorMark&) = delete;
};

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Owned<BIGNUM> number_of(std::string_view bytes) {
    return Owned<BIGNUM>(::BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

std::unexpected<Error> unusable(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

const EVP_MD* digest_of(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::rs256:
        case Algorithm::ps256:
        case Algorithm::es256:
            return ::EVP_sha256();
        case Algorithm::rs384:
        case Algorithm::ps384:
        case Algorithm::es384:
            return ::EVP_sha384();
        case Algorithm::rs512:
        case Algorithm::ps512:
            return ::EVP_sha512();
        case Algorithm::eddsa:
            return nullptr;  // has its own
    }
    std::unreachable();
}

bool is_pss(Algorithm algorithm) {
    return algorithm == Algorithm::ps256 || algorithm == Algorithm::ps384 ||
           algorithm == Algorithm::ps512;
}

std::size_t field_bytes(KeyType curve) { return curve == KeyType::p256 ? 32 : 48; }

// RFC 7518 §3.4 writes the two numbers one behind the other; OpenSSL wants them in DER. Empty when
// the length is wrong.
std::string to_der(std::string_view raw, std::size_t number_bytes) {
    if (raw.size() != 2 * number_bytes) return {};
    Owned<BIGNUM> r = number_of(raw.substr(0, number_bytes));
    Owned<BIGNUM> s = number_of(raw.substr(number_bytes));
    const Owned<ECDSA_SIG> signature(::ECDSA_SIG_new());
    if (!r || !s || !signature) return {};
    if (::ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return {};
    std::ignore = r.release();  // the signature owns both now
    std::ignore = s.release();
    unsigned char* der = nullptr;
    const int size = ::i2d_ECDSA_SIG(signature.get(), &der);
    const Owned<unsigned char> owner(der);
    if (size <= 0) return {};
    return {reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)};
}

// RFC 7518 §3.5: the salt is as long as the digest.
bool use_pss(EVP_PKEY_CTX* context, const EVP_MD* digest) {
    return ::EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           ::EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1 &&
           ::EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest) == 1;
}

}  // namespace

std::string_view to_string(Algorithm algorithm) {
    switch (algorithm) {
        case Algorithm::rs256:
            return "RS256";
        case Algorithm::rs384:
            return "RS384";
        case Algorithm::rs512:
            return "RS512";
        case Algorithm::ps256:
            return "PS256";
        case Algorithm::ps384:
            return "PS384";
        case Algorithm::ps512:
            return "PS512";
        case Algorithm::es256:
            return "ES256";
        case Algorithm::es384:
            return "ES384";
        case Algorithm::eddsa:
            return "EdDSA";
    }
    std::unreachable();
}

std::optional<Algorithm> parse_algorithm(std::string_view name) {
    const auto* const found = std::ranges::find_if(algorithms, [name](Algorithm algorithm) {
        return to_string(algorithm) == name;
    });
    if (found == algorithms.end()) return std::nullopt;
    return *found;
}

std::vector<Algorithm> all_algorithms() { return {algorithms.begin(), algorithms.end()}; }

void PublicKey::Deleter::operator()(evp_pkey_st* key) const { ::EVP_PKEY_free(key); }

Result<PublicKey> PublicKey::import(const char* kind, void* parameters, KeyType type) {
    const Owned<EVP_PKEY_CTX> context(::EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* made = nullptr;
    const bool imported =
        context && ::EVP_PKEY_fromdata_init(context.get()) == 1 &&
        ::EVP_PKEY_fromdata(
            context.get(), &made, EVP_PKEY_PUBLIC_KEY, static_cast<OSSL_PARAM*>(parameters)
        ) == 1;
    Handle key(made);
    if (!imported) return unusable("the key cannot be read");
    return PublicKey(std::move(key), type);
}

Result<PublicKey> PublicKey::from_rsa(std::string_view modulus, std::string_view exponent) {
    const ErrorMark mark;
    if (modulus.empty() || modulus.size() > most_rsa_bits / 8 + 1 || exponent.empty() ||
        exponent.size() > most_exponent_bytes)
        return unusable("the rsa key has numbers out of range");
    const Owned<BIGNUM> n = number_of(modulus);
    const Owned<BIGNUM> e = number_of(exponent);
    const Owned<OSSL_PARAM_BLD> builder(::OSSL_PARAM_BLD_new());
    if (!n || !e || !builder) return unusable("the key cannot be read");
    const int bits = ::BN_num_bits(n.get());
    if (bits < least_rsa_bits || bits > most_rsa_bits)
        return unusable("the rsa key has not 2048 to 8192 bits");
    if (::BN_is_odd(n.get()) == 0 || ::BN_is_odd(e.get()) == 0 || ::BN_is_one(e.get()) == 1)
        return unusable("the rsa key has numbers out of range");
    ::OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    ::OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    const Owned<OSSL_PARAM> parameters(::OSSL_PARAM_BLD_to_param(builder.get()));
    return import("RSA", parameters.get(), KeyType::rsa);
}

Result<PublicKey> PublicKey::from_ec(KeyType curve, std::string_view x, std::string_view y) {
    const ErrorMark mark;
    const std::size_t size = field_bytes(curve);
    if (x.size() != size || y.size() != size)
        return unusable("the coordinates are not as long as the curve's field");
    std::string point(1, '\x04');  // uncompressed, SEC 1 §2.3.3
    point.append(x).append(y);
    const Owned<OSSL_PARAM_BLD> builder(::OSSL_PARAM_BLD_new());
    if (!builder) return unusable("the key cannot be read");
    const char* const group = curve == KeyType::p256 ? "P-256" : "P-384";
    ::OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0);
    ::OSSL_PARAM_BLD_push_octet_string(
        builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()
    );
    const Owned<OSSL_PARAM> parameters(::OSSL_PARAM_BLD_to_param(builder.get()));
    auto key = import("EC", parameters.get(), curve);
    if (!key) return key;
    const Owned<EVP_PKEY_CTX> context(
        ::EVP_PKEY_CTX_new_from_pkey(nullptr, key->key_.get(), nullptr)
    );
    if (!context || ::EVP_PKEY_public_check(context.get()) != 1)
        return unusable("the point does not lie on the curve");
    return key;
}

Result<PublicKey> PublicKey::from_ed25519(std::string_view bytes) {
    const ErrorMark mark;
    if (bytes.size() != ed25519_key_bytes) return unusable("the ed25519 key has not 32 bytes");
    Handle key(
        ::EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(bytes), bytes.size())
    );
    if (!key) return unusable("the key cannot be read");
    return PublicKey(std::move(key), KeyType::ed25519);
}

bool PublicKey::fits(Algorithm algorithm) const {
    switch (algorithm) {
        case Algorithm::rs256:
        case Algorithm::rs384:
        case Algorithm::rs512:
        case Algorithm::ps256:
        case Algorithm::ps384:
        case Algorithm::ps512:
            return type_ == KeyType::rsa;
        case Algorithm::es256:
            return type_ == KeyType::p256;
        case Algorithm::es384:
            return type_ == KeyType::p384;
        case Algorithm::eddsa:
            return type_ == KeyType::ed25519;
    }
    std::unreachable();
}

bool PublicKey::verify(Algorithm algorithm, std::string_view message, std::string_view signature)
    const {
    if (!fits(algorithm)) return false;
    const ErrorMark mark;
    std::string der;
    if (type_ == KeyType::p256 || type_ == KeyType::p384) {
        der = to_der(signature, field_bytes(type_));
        if (der.empty()) return false;
        signature = der;
    }
    const Owned<EVP_MD_CTX> context(::EVP_MD_CTX_new());
    const EVP_MD* const digest = digest_of(algorithm);
    EVP_PKEY_CTX* parameters = nullptr;  // the context's
    if (!context ||
        ::EVP_DigestVerifyInit(context.get(), &parameters, digest, nullptr, key_.get()) != 1)
        return false;
    if (is_pss(algorithm) && !use_pss(parameters, digest)) return false;
    return ::EVP_DigestVerify(
               context.get(),
               bytes_of(signature),
               signature.size(),
               bytes_of(message),
               message.size()
           ) == 1;
}

}  // namespace lectern::access
