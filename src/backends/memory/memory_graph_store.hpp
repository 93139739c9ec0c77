#pragma once

#include "backends/memory/state.hpp"
#include "ports/graph_store.hpp"

namespace lectern::backends::memory {

/// Entities, relations and mentions in memory. `state` outlives it.
class MemoryGraphStore final : public ports::GraphStore {
  public:
    explicit MemoryGraphStore(State& state) : state_(state) {}

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
    State& state_;
};

}  // namespace lectern::backends::memory
