#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"

namespace lectern::access {

/// What a token's claims have to say, and what they are turned into.
struct ClaimRules {
    std::string issuer{};                  ///< `iss` has to be exactly this.
    std::vector<std::string> audiences{};  ///< `aud` has to be, or to contain, one of these.
    std::chrono::seconds clock_skew{60};   ///< By which the issuer's clock may differ; 0 to 10 min.
    std::string tenant_claim = "tenant";
    /// Of a token without tenant claim; empty: such a token is refused.
    TenantId default_tenant{};
    /// The first of these that a token has says what it may do, and the others do not count: names
    /// separated by spaces, or a list of names. Names that are no scopes of ours are passed over.
    /// Mind, when naming a claim with roles, that the issuer's `admin` would be our scope `admin`.
    std::vector<std::string> scope_claims{"scope", "scp"};
};

Result<void> validate(const ClaimRules& rules);

/// What the claims of a token come to.
struct Identity {
    Principal principal{};
    Timestamp expires_at{};  ///< Clock skew included.
};

/// Reads the claims (a JSON object) of a token whose signature is good. `unauthenticated` when a
/// rule is broken: the message says which, without values.
Result<Identity> read_claims(std::string_view json, const ClaimRules& rules, Timestamp now);

}  // namespace lectern::access
