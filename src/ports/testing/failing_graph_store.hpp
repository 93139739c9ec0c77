#pragma once

#include "ports/graph_store.hpp"
#include "ports/testing/fault_plan.hpp"

namespace lectern::ports::testing {

/// A graph store that fails as planned, with one plan for what reads and one for what writes.
/// `inner` outlives it.
class FailingGraphStore final : public GraphStore {
  public:
    explicit FailingGraphStore(GraphStore& inner) : inner_(inner) {}

    FaultPlan& read_plan() { return read_; }
    FaultPlan& write_plan() { return write_; }

    Result<void> put(const RequestContext& context, std::span<const DocumentGraph> graphs)
        override {
        return unless_planned(write_, "put", [&] { return inner_.put(context, graphs); });
    }

    Result<void> remove(const RequestContext& context, const domain::DocumentKey& key) override {
        return unless_planned(write_, "remove", [&] { return inner_.remove(context, key); });
    }

    Result<domain::Entity> find(
        const RequestContext& context, const DatasetId& dataset, const EntityId& id
    ) override {
        return unless_planned(read_, "find", [&] { return inner_.find(context, dataset, id); });
    }

    Result<domain::Page<domain::Entity>> list(
        const RequestContext& context,
        const DatasetId& dataset,
        const EntityFilter& filter,
        const domain::PageRequest& page
    ) override {
        return unless_planned(read_, "list", [&] {
            return inner_.list(context, dataset, filter, page);
        });
    }

    Result<std::vector<domain::Entity>> find_by_names(
        const RequestContext& context, const DatasetId& dataset, std::span<const std::string> names
    ) override {
        return unless_planned(read_, "find by names", [&] {
            return inner_.find_by_names(context, dataset, names);
        });
    }

    Result<std::vector<Neighbour>> neighbours(
        const RequestContext& context, const DatasetId& dataset, const NeighbourRequest& request
    ) override {
        return unless_planned(read_, "neighbours", [&] {
            return inner_.neighbours(context, dataset, request);
        });
    }

    Result<std::vector<MentionHit>> mentions(
        const RequestContext& context,
        const DatasetId& dataset,
        std::span<const EntityId> entities,
        std::size_t limit
    ) override {
        return unless_planned(read_, "mentions", [&] {
            return inner_.mentions(context, dataset, entities, limit);
        });
    }

  private:
    GraphStore& inner_;
    FaultPlan read_;
    FaultPlan write_;
};

}  // namespace lectern::ports::testing
