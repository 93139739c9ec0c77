#pragma once

#include <functional>
#include <memory>

#include "access/audit_service.hpp"
#include "access/audit_trail.hpp"
#include "access/gatekeeper.hpp"
#include "access/issuer_keys.hpp"
#include "access/key_ring.hpp"
#include "access/key_service.hpp"
#include "access/token_verifier.hpp"
#include "app/access_options.hpp"
#include "app/backends.hpp"
#include "core/clock.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::app {

/// Who may come in: one for all protocols. Each member uses only those above it.
struct AccessParts {
    /// `backends` and `clock` outlive it. `load`: how much of the request queue is in use, 0 to 1.
    AccessParts(
        Backends& backends,
        const Clock& clock,
        const telemetry::Telemetry& telemetry,
        const AccessOptions& options,
        std::function<double()> load
    );

    access::KeyRing key_ring;
    access::KeyService keys;
    access::AuditService audit;
    access::AuditTrail trail;
    std::unique_ptr<access::IssuerKeys> issuer_keys;        ///< Null without an issuer.
    std::unique_ptr<access::TokenVerifier> token_verifier;  ///< Null without an issuer.
    access::Gatekeeper gate;
};

}  // namespace lectern::app
