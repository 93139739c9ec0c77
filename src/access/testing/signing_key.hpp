#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

namespace lectern::access::testing {

/// The private key of an issuer that a test plays. One thread at a time.
class SigningKey final {
  public:
    static SigningKey rsa(unsigned bits = 2048);
    static SigningKey p256();
    static SigningKey p384();
    static SigningKey p521();
    static SigningKey ed25519();

    /// The members of the public key as JSON, without braces: `"kty":"RSA","n":...`.
    std::string jwk_members() const;
    /// The JWK of that id, for signatures.
    std::string jwk(std::string_view id) const;
    /// The public key in PEM, which attackers use as a shared secret.
    std::string public_pem() const;

    /// A signature as JWS wants it, by the algorithm's name; `salt_bytes` is for PS*, -1 for as
    /// long as the digest.
    std::string sign(std::string_view algorithm, std::string_view message, int salt_bytes = -1)
        const;
    /// A token in compact form.
    std::string token(std::string_view algorithm, std::string_view header, std::string_view claims)
        const;

  private:
    struct Deleter {
        void operator()(evp_pkey_st* key) const;
    };
    explicit SigningKey(evp_pkey_st* key);

    std::unique_ptr<evp_pkey_st, Deleter> key_;
};

std::string hmac_sha256(std::string_view secret, std::string_view message);

/// `{"keys":[...]}` of these.
std::string jwk_set(std::initializer_list<std::string> keys);

}  // namespace lectern::access::testing
