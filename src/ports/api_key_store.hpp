#pragma once

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/api_key.hpp"
#include "domain/page.hpp"

namespace lectern::ports {

/// The keys of all tenants. Thread-safe. A success is durable.
class ApiKeyStore {
  public:
    virtual ~ApiKeyStore() = default;

    /// `already_exists` when there is one of that id, in whatever tenant.
    virtual Result<void> create(const RequestContext& context, const domain::ApiKey& key) = 0;

    /// In whatever tenant, as it is what a credential is checked against; also revoked and expired
    /// ones. `not_found` when there is none.
    virtual Result<domain::ApiKey> find(const RequestContext& context, const KeyId& id) = 0;

    /// Of one tenant, oldest first, revoked and expired ones too.
    virtual Result<domain::Page<domain::ApiKey>> list(
        const RequestContext& context, const TenantId& tenant, const domain::PageRequest& page
    ) = 0;

    /// Replaces the key of that id and tenant; `not_found` when there is none.
    virtual Result<void> replace(const RequestContext& context, const domain::ApiKey& key) = 0;
};

}  // namespace lectern::ports
