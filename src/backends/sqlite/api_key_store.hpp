#pragma once

#include "backends/sqlite/database.hpp"
#include "ports/api_key_store.hpp"

namespace lectern::backends::sqlite {

class SqliteApiKeyStore final : public ports::ApiKeyStore {
  public:
    explicit SqliteApiKeyStore(Database& database) : database_(database) {}

    Result<void> create(const RequestContext& context, const domain::ApiKey& key) override;
    Result<domain::ApiKey> find(const RequestContext& context, const KeyId& id) override;
    Result<domain::Page<domain::ApiKey>> list(
        const RequestContext& context, const TenantId& tenant, const domain::PageRequest& page
    ) override;
    Result<void> replace(const RequestContext& context, const domain::ApiKey& key) override;

  private:
    Database& database_;
};

}  // namespace lectern::backends::sqlite
