#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "access/key_ring.hpp"
#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/api_key.hpp"
#include "domain/page.hpp"
#include "ports/api_key_store.hpp"

namespace lectern::access {

struct NewKey {
    std::string name{};  ///< 1 to 100 bytes of UTF-8 without control characters.
    Scopes scopes{};     ///< At least one; nothing that the caller may not do.
    /// None: the caller's. Another one needs `tenants:admin`.
    std::optional<TenantId> tenant{};
    std::optional<Timestamp> expires_at{};  ///< None: never. Otherwise in the future.
};

/// A key with its text, which is shown this once and kept nowhere.
struct IssuedKey {
    domain::ApiKey key{};
    std::string text{};  ///< `lk_...`; never to be logged.
};

/// Makes, shows, renews and revokes API keys. A caller sees the keys of its own tenant, with
/// `tenants:admin` those of all; what it does not see is `not_found`. Nobody can make, rotate or
/// revoke a key that may do more than they may (`permission_denied`), so that no scope is gained by
/// way of a key. Whether the caller may call at all is the gate's business. Thread-safe; a success
/// is durable.
class KeyService final {
  public:
    /// All outlive the service. `ring` is told of changes.
    KeyService(ports::ApiKeyStore& store, KeyRing& ring, const Clock& clock);

    /// `invalid_argument` for members out of range, `permission_denied` for a tenant or scopes
    /// beyond the caller's.
    Result<IssuedKey> create(const RequestContext& context, const NewKey& wanted);

    /// Of the caller's tenant or, with `tenants:admin`, of `tenant`; oldest first, revoked and
    /// expired ones too.
    Result<domain::Page<domain::ApiKey>> list(
        const RequestContext& context,
        const domain::PageRequest& page,
        const std::optional<TenantId>& tenant = std::nullopt
    );

    Result<domain::ApiKey> find(const RequestContext& context, const KeyId& id);

    static constexpr std::chrono::hours default_grace{24};
    static constexpr std::chrono::hours longest_grace{24 * 30};

    /// Gives the key another secret. The one before stays good for `grace` (0 to `longest_grace`);
    /// one that was in its grace period already ends now. `failed_precondition` for revoked and
    /// expired keys.
    Result<IssuedKey> rotate(
        const RequestContext& context,
        const KeyId& id,
        std::chrono::milliseconds grace = default_grace
    );

    /// For good, at once in this process and within the ring's lifetime in others. Revoking a
    /// revoked key succeeds and changes nothing.
    Result<domain::ApiKey> revoke(const RequestContext& context, const KeyId& id);

  private:
    Result<domain::ApiKey> find_governed(const RequestContext& context, const KeyId& id);
    Result<void> replace(const RequestContext& context, const domain::ApiKey& key);

    ports::ApiKeyStore& store_;
    KeyRing& ring_;
    const Clock& clock_;
    /// Held from reading a key until it is replaced, store calls included: otherwise a rotation
    /// could undo a revocation that came in between.
    std::mutex changing_;
};

}  // namespace lectern::access
