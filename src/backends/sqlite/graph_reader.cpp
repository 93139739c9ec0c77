#include "backends/sqlite/graph_reader.hpp"

#include <algorithm>
#include <tuple>

#include "backends/sqlite/record_codec.hpp"

namespace lectern::backends::sqlite {
namespace {

// An entity with the description that counts. A WHERE clause on `e` and `st` follows.
constexpr std::string_view select_entity = R"sql(
    SELECT e.id, st.name, st.type, st.synonyms
    FROM entity e JOIN entity_statement st ON st.entity = e.key AND st.document = (
        SELECT b.document FROM entity_statement b JOIN graph_document d ON d.key = b.document
        WHERE b.entity = e.key ORDER BY b.version DESC, d.document DESC LIMIT 1)
)sql";

constexpr std::string_view select_edges = R"sql(
    SELECT a.id, b.id, r.type, r.weight, o.id FROM entity e
    JOIN relation r ON r.source = e.key
    JOIN entity a ON a.key = r.source JOIN entity b ON b.key = r.target JOIN entity o ON o.key = r.target
    WHERE e.space = ?1 AND e.id = ?2 AND EXISTS (SELECT 1 FROM entity_statement WHERE entity = o.key)
    UNION ALL
    SELECT a.id, b.id, r.type, r.weight, o.id FROM entity e
    JOIN relation r ON r.target = e.key
    JOIN entity a ON a.key = r.source JOIN entity b ON b.key = r.target JOIN entity o ON o.key = r.source
    WHERE e.space = ?1 AND e.id = ?2 AND EXISTS (SELECT 1 FROM entity_statement WHERE entity = o.key)
)sql";

Result<domain::Entity> decode_entity(const Row& row) {
    auto synonyms = decode_record<Texts>(row.blob(3));
    if (!synonyms) return fail(synonyms);
    return domain::Entity{
        .id = row.get<EntityId>(0),
        .name = row.get<std::string>(1),
        .type = row.get<std::string>(2),
        .synonyms = std::move(*synonyms),
    };
}

bool is_better(const domain::Relation& left, const domain::Relation& right) {
    if (left.weight != right.weight) return left.weight > right.weight;
    return std::tie(left.source, left.target, left.type) <
           std::tie(right.source, right.target, right.type);
}

bool comes_first(const ports::MentionHit& left, const ports::MentionHit& right) {
    if (left.count != right.count) return left.count > right.count;
    return std::tie(left.chunk, left.entity) < std::tie(right.chunk, right.entity);
}

}  // namespace

Result<std::optional<domain::Entity>> GraphReader::find(const EntityId& id) {
    static const std::string sql = std::string(select_entity) + "WHERE e.space = ?1 AND e.id = ?2";
    return connection_.first(sql, decode_entity, space_, id);
}

Result<std::vector<domain::Entity>> GraphReader::list(
    const ports::EntityFilter& filter, std::string_view after, std::int64_t limit
) {
    static const std::string all =
        std::string(select_entity) +
        "WHERE e.space = ?1 AND e.id > ?2 AND (?3 IS NULL OR st.type = ?3) ORDER BY e.id LIMIT ?4";
    static const std::string named =
        std::string(select_entity) +
        "WHERE e.space = ?1 AND e.id > ?2 AND (?3 IS NULL OR st.type = ?3) AND e.key IN"
        " (SELECT entity FROM entity_name WHERE space = ?1 AND name = ?5) ORDER BY e.id LIMIT ?4";
    if (!filter.name) return connection_.all(all, decode_entity, space_, after, filter.type, limit);
    return connection_.all(named, decode_entity, space_, after, filter.type, limit, *filter.name);
}

Result<std::vector<domain::Entity>> GraphReader::named(std::span<const std::string> names) {
    static const std::string sql =
        std::string(select_entity) +
        "WHERE e.key IN (SELECT entity FROM entity_name WHERE space = ?1 AND name = ?2)";
    std::map<EntityId, domain::Entity> found;
    for (const std::string& name : names) {
        auto entities = connection_.all(sql, decode_entity, space_, name);
        if (!entities) return entities;
        for (domain::Entity& entity : *entities) {
            const EntityId id = entity.id;
            found.try_emplace(id, std::move(entity));
        }
    }
    std::vector<domain::Entity> result;
    for (auto& [id, entity] : found) result.push_back(std::move(entity));
    return result;
}

Result<std::vector<ports::Neighbour>> GraphReader::neighbours(const ports::NeighbourRequest& request
) {
    std::vector<ports::Neighbour> neighbours;
    std::set<EntityId> frontier(request.entities.begin(), request.entities.end());
    std::set<EntityId> seen = frontier;
    for (std::uint32_t distance = 1; distance <= request.depth && neighbours.size() < request.limit;
         ++distance) {
        Edges edges;
        for (const EntityId& entity : frontier) {
            auto added = add_edges(entity, seen, edges);
            if (!added) return fail(added);
        }
        if (edges.empty()) break;
        frontier.clear();
        for (const auto& [id, relation] : edges) frontier.insert(id);
        seen.insert(frontier.begin(), frontier.end());
        auto added = add_neighbours(edges, distance, neighbours);
        if (!added) return fail(added);
    }
    if (neighbours.size() > request.limit) {
        neighbours.erase(
            neighbours.begin() + static_cast<std::ptrdiff_t>(request.limit), neighbours.end()
        );
    }
    return neighbours;
}

Result<void> GraphReader::add_edges(
    const EntityId& from, const std::set<EntityId>& seen, Edges& best
) {
    const auto consider = [&](const Row& row) {
        const EntityId to = row.get<EntityId>(4);
        if (seen.contains(to)) return;
        const domain::Relation relation{
            .source = row.get<EntityId>(0),
            .target = row.get<EntityId>(1),
            .type = row.get<std::string>(2),
            .weight = row.get<double>(3),
        };
        const auto [place, added] = best.try_emplace(to, relation);
        if (!added && is_better(relation, place->second)) place->second = relation;
    };
    return connection_.each(select_edges, consider, space_, from);
}

Result<void> GraphReader::add_neighbours(
    const Edges& edges, std::uint32_t distance, std::vector<ports::Neighbour>& neighbours
) {
    std::vector<const Edges::value_type*> order;
    for (const auto& edge : edges) order.push_back(&edge);
    // `edges` is in order of id; a stable sort keeps that order among equal weights.
    std::ranges::stable_sort(order, [](const auto* left, const auto* right) {
        return left->second.weight > right->second.weight;
    });
    for (const auto* edge : order) {
        auto entity = find(edge->first);
        if (!entity) return fail(entity);
        if (!*entity) continue;
        neighbours.push_back(
            {.entity = std::move(**entity), .relation = edge->second, .distance = distance}
        );
    }
    return {};
}

Result<std::vector<ports::MentionHit>> GraphReader::mentions(
    std::span<const EntityId> entities, std::size_t limit
) {
    std::vector<ports::MentionHit> hits;
    for (const EntityId& entity : std::set<EntityId>(entities.begin(), entities.end())) {
        auto added = connection_.each(
            "SELECT d.document, d.version, m.chunk, m.count FROM entity e JOIN mention m ON "
            "m.entity = e.key"
            " JOIN graph_document d ON d.key = m.document WHERE e.space = ?1 AND e.id = ?2"
            " ORDER BY m.count DESC, d.document, d.version, m.chunk LIMIT ?3",
            [&](const Row& row) {
                const domain::ChunkRef chunk{
                    .document = row.get<DocumentId>(0),
                    .version = row.get<domain::Version>(1),
                    .ordinal = row.get<std::uint32_t>(2),
                };
                hits.push_back(
                    {.entity = entity, .chunk = chunk, .count = row.get<std::uint32_t>(3)}
                );
            },
            space_,
            entity,
            limit
        );
        if (!added) return fail(added);
    }
    std::ranges::sort(hits, comes_first);
    if (hits.size() > limit)
        hits.erase(hits.begin() + static_cast<std::ptrdiff_t>(limit), hits.end());
    return hits;
}

}  // namespace lectern::backends::sqlite
