#pragma once

#include "backends/memory/state.hpp"
#include "ports/api_key_store.hpp"

namespace lectern::backends::memory {

/// API keys in memory. `state` outlives it.
class MemoryApiKeyStore final : public ports::ApiKeyStore {
  public:
    explicit MemoryApiKeyStore(State& state) : state_(state) {}

    Result<void> create(const RequestContext& context, const domain::ApiKey& key) override;
    Result<domain::ApiKey> find(const RequestContext& context, const KeyId& id) override;
    Result<domain::Page<domain::ApiKey>> list(
        const RequestContext& context, const TenantId& tenant, const domain::PageRequest& page
    ) override;
    Result<void> replace(const RequestContext& context, const domain::ApiKey& key) override;

  private:
    State& state_;
};

}  // namespace lectern::backends::memory
