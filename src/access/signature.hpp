#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

struct evp_pkey_st;

namespace lectern::access {

/// Signatures of RFC 7518 §3.1 and RFC 8037 that tokens may have. There is no HS* and no `none`: a
/// verifier that knows public keys alone cannot be tricked into taking one for a shared secret.
enum class Algorithm : std::uint8_t {
    rs256,
    rs384,
    rs512,
    ps256,
    ps384,
    ps512,
    es256,
    es384,
    eddsa
};

/// As in `alg`, e.g. `RS256`.
std::string_view to_string(Algorithm algorithm);
std::optional<Algorithm> parse_algorithm(std::string_view name);
std::vector<Algorithm> all_algorithms();

enum class KeyType : std::uint8_t { rsa, p256, p384, ed25519 };

/// A public key of OpenSSL's. Thread-safe once made.
class PublicKey final {
  public:
    /// Modulus and exponent, big-endian. Moduli of 2048 to 8192 bits only.
    static Result<PublicKey> from_rsa(std::string_view modulus, std::string_view exponent);
    /// Coordinates, big-endian, each as long as the field. The point has to lie on the curve.
    static Result<PublicKey> from_ec(KeyType curve, std::string_view x, std::string_view y);
    static Result<PublicKey> from_ed25519(std::string_view bytes);

    KeyType type() const { return type_; }
    /// Whether keys of this type make such signatures.
    bool fits(Algorithm algorithm) const;
    /// Whether `signature` over `message` is this key's. False when the key does not fit.
    bool verify(Algorithm algorithm, std::string_view message, std::string_view signature) const;

  private:
    struct Deleter {
        void operator()(evp_pkey_st* key) const;
    };
    using Handle = std::unique_ptr<evp_pkey_st, Deleter>;

    PublicKey(Handle key, KeyType type) : key_(std::move(key)), type_(type) {}
    static Result<PublicKey> import(const char* kind, void* parameters, KeyType type);

    Handle key_;
    KeyType type_;
};

}  // namespace lectern::access
