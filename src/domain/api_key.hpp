#pragma once

#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "core/scopes.hpp"

namespace lectern::domain {

/// A credential that Lectern itself gave out. The secret is not kept, only its digest.
struct ApiKey {
    KeyId id{};  ///< Stands in the key, in front of the secret; says nothing by itself.
    TenantId tenant{};
    std::string name{};  ///< What a person calls it; the subject of its requests.
    Scopes scopes{};
    std::string digest{};  ///< SHA-256 of the secret in lower-case hexadecimal.
    /// After a rotation: the digest that was good before, until `previous_expires_at`.
    std::string previous_digest{};
    std::optional<Timestamp> previous_expires_at{};
    Timestamp created_at{};
    std::optional<Timestamp> expires_at{};
    std::optional<Timestamp> revoked_at{};

    bool operator==(const ApiKey&) const = default;
};

}  // namespace lectern::domain
