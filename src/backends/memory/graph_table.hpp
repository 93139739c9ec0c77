#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ports/graph_store.hpp"

namespace lectern::backends::memory {

/// What the documents of one dataset say about its graph. Not thread-safe.
class GraphTable final {
  public:
    /// Replaces what an earlier version said; an older version is passed over.
    void put(const ports::DocumentGraph& graph);
    void remove(const DocumentId& document);

    /// As the document of the largest version that lists it has it.
    std::optional<domain::Entity> find(const EntityId& id) const;

    bool goes_by(const EntityId& id, const std::string& name) const;
    std::set<EntityId> named(std::span<const std::string> names) const;
    std::vector<ports::Neighbour> neighbours(const ports::NeighbourRequest& request) const;
    std::vector<ports::MentionHit> mentions(std::span<const EntityId> entities, std::size_t limit)
        const;

    /// The documents that list each entity, by version.
    using Speakers = std::map<EntityId, std::set<std::pair<domain::Version, DocumentId>>>;
    const Speakers& speakers() const { return speakers_; }

  private:
    using Edges = std::map<EntityId, domain::Relation>;  // The best edge to each entity.

    Edges edges_from(const std::set<EntityId>& entities, const std::set<EntityId>& seen) const;
    void index(const ports::DocumentGraph& graph);
    void unindex(const ports::DocumentGraph& graph);

    std::map<DocumentId, ports::DocumentGraph> documents_;
    Speakers speakers_;
    std::map<std::string, std::map<EntityId, std::set<DocumentId>>> names_;
    std::map<EntityId, std::set<DocumentId>> related_;  // Documents with a relation of the entity.
    std::map<EntityId, std::set<DocumentId>> mentioned_;  // Documents with a mention of the entity.
};

}  // namespace lectern::backends::memory
