#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/document.hpp"
#include "domain/page.hpp"
#include "domain/vocabulary.hpp"

namespace lectern::ports {

/// An entity with the names it can be found by, case folded and normalised by the caller.
struct NamedEntity {
    domain::Entity entity{};
    std::vector<std::string> names{};
};

/// What one document says about the graph.
struct DocumentGraph {
    domain::DocumentKey key{};
    domain::Version version = 0;
    std::vector<NamedEntity> entities{};
    std::vector<domain::Relation> relations{};
    std::vector<domain::Mention> mentions{};
};

struct EntityFilter {
    std::optional<std::string> type{};
    std::optional<std::string> name{};  ///< One of its normalised names.
};

struct Neighbour {
    domain::Entity entity{};
    domain::Relation relation{
    };  ///< The edge that led here; the entity is its source or its target.
    std::uint32_t distance = 1;
};

struct NeighbourRequest {
    std::vector<EntityId> entities{};
    std::uint32_t depth = 1;  ///< 1 to 3.
    std::size_t limit = 100;
};

struct MentionHit {
    EntityId entity{};
    domain::ChunkRef chunk{};
    std::uint32_t count = 1;
};

/// Entities, relations and where they are mentioned, by dataset. Thread-safe. A success is durable.
class GraphStore {
  public:
    virtual ~GraphStore() = default;

    /// Replaces what earlier versions of each document said, in one step; older versions than the
    /// one held are passed over. An entity lives as long as some document lists it; where documents
    /// differ about it, the largest version speaks, and it goes by the names that any of them
    /// gives. Relations to an entity that none lists do not show.
    virtual Result<void> put(
        const RequestContext& context, std::span<const DocumentGraph> graphs
    ) = 0;

    /// Removes what a document said. Succeeds when it said nothing.
    virtual Result<void> remove(const RequestContext& context, const domain::DocumentKey& key) = 0;

    /// `not_found` when there is none.
    virtual Result<domain::Entity> find(
        const RequestContext& context, const DatasetId& dataset, const EntityId& id
    ) = 0;

    /// By id.
    virtual Result<domain::Page<domain::Entity>> list(
        const RequestContext& context,
        const DatasetId& dataset,
        const EntityFilter& filter,
        const domain::PageRequest& page
    ) = 0;

    /// The entities that go by one of the normalised names.
    virtual Result<std::vector<domain::Entity>> find_by_names(
        const RequestContext& context, const DatasetId& dataset, std::span<const std::string> names
    ) = 0;

    /// Breadth first over relations in both directions; nearest first, then heavier edges, then by
    /// id. The entities asked for are not among them.
    virtual Result<std::vector<Neighbour>> neighbours(
        const RequestContext& context, const DatasetId& dataset, const NeighbourRequest& request
    ) = 0;

    /// Chunks that mention one of the entities; most mentions first, at most `limit`.
    virtual Result<std::vector<MentionHit>> mentions(
        const RequestContext& context,
        const DatasetId& dataset,
        std::span<const EntityId> entities,
        std::size_t limit
    ) = 0;
};

/// A tenant's vocabularies. Thread-safe. A success is durable.
class VocabularyStore {
  public:
    virtual ~VocabularyStore() = default;

    /// Adds or replaces.
    virtual Result<void> put(
        const RequestContext& context, const domain::Vocabulary& vocabulary
    ) = 0;

    /// `not_found` when there is none.
    virtual Result<domain::Vocabulary> find(
        const RequestContext& context, const VocabularyId& id
    ) = 0;

    /// By id.
    virtual Result<domain::Page<domain::Vocabulary>> list(
        const RequestContext& context, const domain::PageRequest& page
    ) = 0;

    /// `not_found` when there is none.
    virtual Result<void> remove(const RequestContext& context, const VocabularyId& id) = 0;
};

}  // namespace lectern::ports
