#pragma once

#include <optional>

#include "access/gatekeeper.hpp"
#include "access/issuer_keys.hpp"
#include "access/token_verifier.hpp"
#include "app/config.hpp"
#include "core/result.hpp"
#include "transport/http/browser_rules.hpp"

namespace lectern::app {

/// An issuer whose tokens are taken.
struct TokenIssuer {
    access::IssuerKeys::Options keys{};
    access::TokenVerifier::Options tokens{};
};

/// Who may come in, and from where.
struct AccessOptions {
    access::Gatekeeper::Options gate{};
    std::optional<TokenIssuer> issuer{};
    transport::http::CorsOptions cors{};
    bool audit_in_log = false;  ///< Records of the audit trail are log lines too.
};

/// Of the sections `auth`, `limits` and `cors`. `invalid_argument` names a setting that is out of
/// range, or set while what it needs is not: half a configuration would be less safe than it looks.
Result<AccessOptions> access_options(const Config& config);

}  // namespace lectern::app
