#pragma once

#include <functional>
#include <string_view>

#include "access/attempt_limiter.hpp"
#include "access/audit_trail.hpp"
#include "access/gate.hpp"
#include "access/key_ring.hpp"
#include "access/limiter.hpp"
#include "access/load_limits.hpp"
#include "access/steady_clock.hpp"
#include "access/token_verifier.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::access {

/// The real gate. Checks API keys and JSON Web Tokens, then scope, load and limits; audits writes
/// and refusals; counts both. Thread-safe.
class Gatekeeper final : public Gate {
  public:
    struct Options {
        bool open = false;  ///< Nobody has to say who they are; limits and audit trail still hold.
        Limits limits{};
        AttemptLimiter::Options attempts{};
        LoadLimits load{};
    };

    /// What it works with; all outlive it.
    struct Parts {
        KeyRing& keys;
        TokenVerifier* tokens;  ///< Null: there is no issuer, and tokens are refused.
        AuditTrail& trail;
        /// How much of the request queue is in use, 0 to 1. Thread-safe.
        std::function<double()> load;
        telemetry::Telemetry telemetry{};
        SteadyClock now = &std::chrono::steady_clock::now;
    };

    /// `options` have to be valid.
    Gatekeeper(Parts parts, Options options);

    bool is_open() const override { return options_.open; }

    /// `unauthenticated`, with a reason that is safe to tell: about an API key only whether it is
    /// well formed, never whether there is one of that id, was one, or how it differs. Also
    /// `resource_exhausted` with `retry_after` for an address that failed too often, and
    /// `unavailable` when the key store or the issuer cannot be asked.
    Result<Principal> authenticate(
        const RequestContext& context, const Origin& origin, const Credential& credential
    ) override;

    Admission admit(const RequestContext& context, const Origin& origin, const Rule& rule) override;

  private:
    class Operation;

    Result<Principal> identify(
        const RequestContext& context, const Origin& origin, std::string_view token
    );
    Result<Principal> check_key(const RequestContext& context, std::string_view text);
    Result<Principal> check_token(const RequestContext& context, std::string_view text);
    void report_failure(
        const RequestContext& context,
        const Origin& origin,
        std::string_view token,
        const Error& error
    );
    Admission refuse(
        const RequestContext& context,
        const Origin& origin,
        const Rule& rule,
        std::string_view reason,
        Error error
    );
    Admission refuse_busy(
        const RequestContext& context,
        const Origin& origin,
        const Rule& rule,
        const Limiter::Verdict& verdict
    );

    const Parts parts_;
    const Options options_;
    AttemptLimiter attempts_;
    Limiter limiter_;
};

/// Of the members that have ranges.
Result<void> validate(const Gatekeeper::Options& options);

}  // namespace lectern::access
