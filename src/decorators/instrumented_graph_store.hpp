#pragma once

#include "decorators/backend_calls.hpp"
#include "ports/graph_store.hpp"

namespace lectern::decorators {

/// A graph store whose every call is measured. Thread-safe as `inner`, which outlives it.
class InstrumentedGraphStore final : public ports::GraphStore {
  public:
    InstrumentedGraphStore(
        ports::GraphStore& inner, std::string_view backend, const telemetry::Telemetry& telemetry
    )
        : inner_(inner), calls_(backend, telemetry) {}

    Result<void> put(const RequestContext& context, std::span<const ports::DocumentGraph> graphs)
        override {
        return calls_.observe(context, "put_graph", [&](const RequestContext& own) {
            return inner_.put(own, graphs);
        });
    }

    Result<void> remove(const RequestContext& context, const domain::DocumentKey& key) override {
        return calls_.observe(context, "remove_graph", [&](const RequestContext& own) {
            return inner_.remove(own, key);
        });
    }

    Result<domain::Entity> find(
        const RequestContext& context, const DatasetId& dataset, const EntityId& id
    ) override {
        return calls_.observe(context, "find_entity", [&](const RequestContext& own) {
            return inner_.find(own, dataset, id);
        });
    }

    Result<domain::Page<domain::Entity>> list(
        const RequestContext& context,
        const DatasetId& dataset,
        const ports::EntityFilter& filter,
        const domain::PageRequest& page
    ) override {
        return calls_.observe(context, "list_entities", [&](const RequestContext& own) {
            return inner_.list(own, dataset, filter, page);
        });
    }

    Result<std::vector<domain::Entity>> find_by_names(
        const RequestContext& context, const DatasetId& dataset, std::span<const std::string> names
    ) override {
        return calls_.observe(context, "find_entities", [&](const RequestContext& own) {
            return inner_.find_by_names(own, dataset, names);
        });
    }

    Result<std::vector<ports::Neighbour>> neighbours(
        const RequestContext& context,
        const DatasetId& dataset,
        const ports::NeighbourRequest& request
    ) override {
        return calls_.observe(context, "neighbours", [&](const RequestContext& own) {
            return inner_.neighbours(own, dataset, request);
        });
    }

    Result<std::vector<ports::MentionHit>> mentions(
        const RequestContext& context,
        const DatasetId& dataset,
        std::span<const EntityId> entities,
        std::size_t limit
    ) override {
        return calls_.observe(context, "mentions", [&](const RequestContext& own) {
            return inner_.mentions(own, dataset, entities, limit);
        });
    }

  private:
    ports::GraphStore& inner_;
    const BackendCalls calls_;
};

}  // namespace lectern::decorators
