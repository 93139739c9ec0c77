#pragma once

#include "backends/sqlite/database.hpp"
#include "core/clock.hpp"
#include "ports/dataset_store.hpp"

namespace lectern::backends::sqlite {

class SqliteDatasetStore final : public ports::DatasetStore {
  public:
    SqliteDatasetStore(Database& database, const Clock& clock)
        : database_(database), clock_(clock) {}

    Result<domain::Dataset> create(const RequestContext& context, const domain::Dataset& dataset)
        override;
    Result<std::vector<std::optional<domain::Dataset>>> find_many(
        const RequestContext& context, std::span<const DatasetId> ids
    ) override;
    Result<domain::Page<domain::Dataset>> list(
        const RequestContext& context, const domain::PageRequest& page
    ) override;
    Result<void> remove(const RequestContext& context, const DatasetId& id) override;

  private:
    Database& database_;
    const Clock& clock_;
};

}  // namespace lectern::backends::sqlite
