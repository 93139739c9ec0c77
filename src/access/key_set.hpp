#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/signature.hpp"
#include "core/result.hpp"

namespace lectern::access {

/// One key of an issuer.
struct IssuerKey {
    std::string id{};                      ///< `kid`; may be empty.
    std::optional<Algorithm> algorithm{};  ///< `alg`: the only one it may be used with.
    PublicKey key;
};

/// The keys of an issuer, as of one fetch. Immutable.
class KeySet final {
  public:
    KeySet(std::vector<IssuerKey> keys, std::uint64_t generation)
        : keys_(std::move(keys)), generation_(generation) {}

    /// The key to check a token with: of that id and fit for that algorithm. Without id, the only
    /// one that fits, if it is the only one. Null when there is none.
    const IssuerKey* find(std::string_view id, Algorithm algorithm) const;

    /// The same for sets that were read from the same text, another otherwise.
    std::uint64_t generation() const { return generation_; }
    std::size_t size() const { return keys_.size(); }

  private:
    std::vector<IssuerKey> keys_;
    std::uint64_t generation_;
};

/// Reads a JWK set (RFC 7517 §5). Keys of other kinds, for encryption, with private parts, too
/// weak, or with members that cannot be read are left out, as §5 asks. `invalid_argument` when it
/// is no set, has more than `max_keys`, or no key is left.
Result<KeySet> read_key_set(std::string_view json, std::size_t max_keys);

}  // namespace lectern::access
