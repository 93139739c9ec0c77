#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "backends/sqlite/connection.hpp"
#include "core/result.hpp"
#include "ports/graph_store.hpp"

namespace lectern::backends::sqlite {

/// Answers questions about the graph of one space, in one snapshot. Of several descriptions of an
/// entity the one of the newest document counts, of equally new ones the one of the last document
/// by id.
class GraphReader final {
  public:
    GraphReader(Connection& connection, std::int64_t space)
        : connection_(connection), space_(space) {}

    Result<std::optional<domain::Entity>> find(const EntityId& id);

    /// At most `limit` with an id above `after`.
    Result<std::vector<domain::Entity>> list(
        const ports::EntityFilter& filter, std::string_view after, std::int64_t limit
    );

    /// By id.
    Result<std::vector<domain::Entity>> named(std::span<const std::string> names);

    Result<std::vector<ports::Neighbour>> neighbours(const ports::NeighbourRequest& request);

    Result<std::vector<ports::MentionHit>> mentions(
        std::span<const EntityId> entities, std::size_t limit
    );

  private:
    /// The heaviest edge that leads to each entity.
    using Edges = std::map<EntityId, domain::Relation>;

    Result<void> add_edges(const EntityId& from, const std::set<EntityId>& seen, Edges& best);
    Result<void> add_neighbours(
        const Edges& edges, std::uint32_t distance, std::vector<ports::Neighbour>& neighbours
    );

    Connection& connection_;
    const std::int64_t space_;
};

}  // namespace lectern::backends::sqlite
