#include "app/access_parts.hpp"

#include <utility>

namespace lectern::app {
namespace {

std::unique_ptr<access::IssuerKeys> make_issuer_keys(
    const AccessOptions& options, const telemetry::Telemetry& telemetry
) {
    if (!options.issuer) return nullptr;
    return std::make_unique<access::IssuerKeys>(options.issuer->keys, telemetry);
}

std::unique_ptr<access::TokenVerifier> make_verifier(
    const AccessOptions& options, access::IssuerKeys* keys, const Clock& clock
) {
    if (keys == nullptr) return nullptr;
    return std::make_unique<access::TokenVerifier>(*keys, clock, options.issuer->tokens);
}

}  // namespace

AccessParts::AccessParts(
    Backends& backends,
    const Clock& clock,
    const telemetry::Telemetry& telemetry,
    const AccessOptions& options,
    std::function<double()> load
)
    : key_ring(backends.api_keys(), clock, {}),
      keys(backends.api_keys(), key_ring, clock),
      audit(backends.audit()),
      trail(backends.audit(), clock, telemetry, {.is_logged = options.audit_in_log}),
      issuer_keys(make_issuer_keys(options, telemetry)),
      token_verifier(make_verifier(options, issuer_keys.get(), clock)),
      gate(
          {
              .keys = key_ring,
              .tokens = token_verifier.get(),
              .trail = trail,
              .load = std::move(load),
              .telemetry = telemetry,
          },
          options.gate
      ) {}

}  // namespace lectern::app
