#pragma once

#include "backends/sqlite/database.hpp"
#include "ports/graph_store.hpp"

namespace lectern::backends::sqlite {

class SqliteGraphStore final : public ports::GraphStore {
  public:
    explicit SqliteGraphStore(Database& database) : database_(database) {}

    Result<void> put(const RequestContext& context, std::span<const ports::DocumentGraph> graphs)
        override;
    Result<void> remove(const RequestContext& context, const domain::DocumentKey& key) override;
    Result<domain::Entity> find(
        const RequestContext& context, const DatasetId& dataset, const EntityId& id
    ) override;
    Result<domain::Page<domain::Entity>> list(
        const RequestContext& context,
        const DatasetId& dataset,
        const ports::EntityFilter& filter,
        const domain::PageRequest& page
    ) override;
    Result<std::vector<domain::Entity>> find_by_names(
        const RequestContext& context, const DatasetId& dataset, std::span<const std::string> names
    ) override;
    Result<std::vector<ports::Neighbour>> neighbours(
        const RequestContext& context,
        const DatasetId& dataset,
        const ports::NeighbourRequest& request
    ) override;
    Result<std::vector<ports::MentionHit>> mentions(
        const RequestContext& context,
        const DatasetId& dataset,
        std::span<const EntityId> entities,
        std::size_t limit
    ) override;

  private:
    Database& database_;
};

}  // namespace lectern::backends::sqlite
