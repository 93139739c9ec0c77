#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/issuer_keys.hpp"
#include "access/signature.hpp"
#include "access/token_claims.hpp"
#include "core/clock.hpp"
#include "core/lru_map.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::access {

/// Checks JSON Web Tokens (RFC 7519, with the advice of RFC 8725) of one issuer. Thread-safe.
class TokenVerifier final {
  public:
    struct Options {
        /// What tokens may be signed with, and nothing else; see `parse_algorithm`.
        std::vector<Algorithm> algorithms = all_algorithms();
        ClaimRules claims{};
        std::size_t max_token_bytes = 8'192;
        /// Tokens that were verified, kept until they expire. 0: every token is verified each time.
        std::size_t max_cached = 10'000;
    };

    /// `keys` and `clock` outlive the verifier.
    TokenVerifier(IssuerKeys& keys, const Clock& clock, Options options);

    /// Whom the token stands for. `unauthenticated` with a reason that is safe to tell;
    /// `unavailable` when there are no keys to check it with.
    Result<Principal> verify(const RequestContext& context, std::string_view token);

  private:
    using Fingerprint = std::array<std::uint8_t, 32>;
    struct FingerprintHash {
        std::size_t operator()(const Fingerprint& fingerprint) const;
    };
    struct Verified {
        Principal principal;
        Timestamp expires_at{};
        std::uint64_t generation = 0;  // of the keys that it was verified with
    };

    struct Opened;

    Result<Opened> open(std::string_view token) const;
    Result<Verified> verify_anew(const RequestContext& context, const Opened& token);
    std::optional<Verified> recall(const Fingerprint& token);
    void remember(const Fingerprint& token, const Verified& verified);

    IssuerKeys& keys_;
    const Clock& clock_;
    const Options options_;
    std::mutex mutex_;
    LruMap<Fingerprint, Verified, FingerprintHash> cache_ LECTERN_GUARDED_BY(mutex_);
};

/// `invalid_argument` for an empty list of algorithms or audiences, or members out of range.
Result<void> validate(const TokenVerifier::Options& options);

}  // namespace lectern::access
