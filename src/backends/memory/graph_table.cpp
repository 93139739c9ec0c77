#include "backends/memory/graph_table.hpp"

#include <algorithm>
#include <ranges>
#include <tuple>

namespace lectern::backends::memory {
namespace {

template <class Key, class Member>
void erase_member(std::map<Key, std::set<Member>>& sets, const Key& key, const Member& member) {
    const auto found = sets.find(key);
    if (found == sets.end()) return;
    found->second.erase(member);
    if (found->second.empty()) sets.erase(found);
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

void GraphTable::put(const ports::DocumentGraph& graph) {
    const auto held = documents_.find(graph.key.id);
    if (held != documents_.end()) {
        if (held->second.version > graph.version) return;
        unindex(held->second);
        documents_.erase(held);
    }
    index(documents_.emplace(graph.key.id, graph).first->second);
}

void GraphTable::remove(const DocumentId& document) {
    const auto held = documents_.find(document);
    if (held == documents_.end()) return;
    unindex(held->second);
    documents_.erase(held);
}

std::optional<domain::Entity> GraphTable::find(const EntityId& id) const {
    const auto speakers = speakers_.find(id);
    if (speakers == speakers_.end()) return std::nullopt;
    const ports::DocumentGraph& graph = documents_.at(speakers->second.rbegin()->second);
    const auto named =
        std::ranges::find_if(graph.entities, [&](const ports::NamedEntity& candidate) {
            return candidate.entity.id == id;
        });
    return named->entity;
}

bool GraphTable::goes_by(const EntityId& id, const std::string& name) const {
    const auto found = names_.find(name);
    return found != names_.end() && found->second.contains(id);
}

std::set<EntityId> GraphTable::named(std::span<const std::string> names) const {
    std::set<EntityId> ids;
    for (const std::string& name : names) {
        const auto found = names_.find(name);
        if (found == names_.end()) continue;
        for (const EntityId& id : std::views::keys(found->second)) ids.insert(id);
    }
    return ids;
}

std::vector<ports::Neighbour> GraphTable::neighbours(const ports::NeighbourRequest& request) const {
    std::vector<ports::Neighbour> result;
    std::set<EntityId> frontier(request.entities.begin(), request.entities.end());
    std::set<EntityId> seen = frontier;
    for (std::uint32_t distance = 1; distance <= request.depth && !frontier.empty(); ++distance) {
        const std::size_t level = result.size();
        const Edges edges = edges_from(frontier, seen);
        frontier.clear();
        for (const auto& [id, relation] : edges) {
            frontier.insert(id);
            result.push_back({.entity = *find(id), .relation = relation, .distance = distance});
        }
        // `edges` is in order of id; a stable sort keeps that order among equal weights.
        std::ranges::stable_sort(
            result.begin() + static_cast<std::ptrdiff_t>(level),
            result.end(),
            std::ranges::greater{},
            [](const ports::Neighbour& neighbour) { return neighbour.relation.weight; }
        );
        seen.insert(frontier.begin(), frontier.end());
        if (result.size() >= request.limit) break;
    }
    if (result.size() > request.limit)
        result.erase(result.begin() + static_cast<std::ptrdiff_t>(request.limit), result.end());
    return result;
}

std::vector<ports::MentionHit> GraphTable::mentions(
    std::span<const EntityId> entities, std::size_t limit
) const {
    std::map<std::pair<EntityId, domain::ChunkRef>, std::uint32_t> counts;
    for (const EntityId& entity : std::set<EntityId>(entities.begin(), entities.end())) {
        const auto documents = mentioned_.find(entity);
        if (documents == mentioned_.end()) continue;
        for (const DocumentId& id : documents->second) {
            const ports::DocumentGraph& graph = documents_.at(id);
            for (const domain::Mention& mention : graph.mentions) {
                if (mention.entity != entity) continue;
                counts[{
                    entity, {.document = id, .version = graph.version, .ordinal = mention.chunk}
                }] += mention.count;
            }
        }
    }
    std::vector<ports::MentionHit> hits;
    for (const auto& [place, count] : counts) {
        hits.push_back({.entity = place.first, .chunk = place.second, .count = count});
    }
    std::ranges::sort(hits, comes_first);
    if (hits.size() > limit)
        hits.erase(hits.begin() + static_cast<std::ptrdiff_t>(limit), hits.end());
    return hits;
}

GraphTable::Edges GraphTable::edges_from(
    const std::set<EntityId>& entities, const std::set<EntityId>& seen
) const {
    Edges best;
    const auto consider =
        [&](const EntityId& from, const EntityId& to, const domain::Relation& relation) {
            if (!entities.contains(from) || seen.contains(to) || !speakers_.contains(to)) return;
            const auto [place, added] = best.try_emplace(to, relation);
            if (!added && is_better(relation, place->second)) place->second = relation;
        };
    std::set<DocumentId> documents;
    for (const EntityId& entity : entities) {
        const auto related = related_.find(entity);
        if (related != related_.end())
            documents.insert(related->second.begin(), related->second.end());
    }
    for (const DocumentId& id : documents) {
        for (const domain::Relation& relation : documents_.at(id).relations) {
            consider(relation.source, relation.target, relation);
            consider(relation.target, relation.source, relation);
        }
    }
    return best;
}

void GraphTable::index(const ports::DocumentGraph& graph) {
    const DocumentId& document = graph.key.id;
    for (const ports::NamedEntity& named : graph.entities) {
        speakers_[named.entity.id].emplace(graph.version, document);
        for (const std::string& name : named.names) names_[name][named.entity.id].insert(document);
    }
    for (const domain::Relation& relation : graph.relations) {
        related_[relation.source].insert(document);
        related_[relation.target].insert(document);
    }
    for (const domain::Mention& mention : graph.mentions)
        mentioned_[mention.entity].insert(document);
}

void GraphTable::unindex(const ports::DocumentGraph& graph) {
    const DocumentId& document = graph.key.id;
    for (const ports::NamedEntity& named : graph.entities) {
        erase_member(speakers_, named.entity.id, {graph.version, document});
        for (const std::string& name : named.names) {
            const auto found = names_.find(name);
            if (found == names_.end()) continue;
            erase_member(found->second, named.entity.id, document);
            if (found->second.empty()) names_.erase(found);
        }
    }
    for (const domain::Relation& relation : graph.relations) {
        erase_member(related_, relation.source, document);
        erase_member(related_, relation.target, document);
    }
    for (const domain::Mention& mention : graph.mentions)
        erase_member(mentioned_, mention.entity, document);
}

}  // namespace lectern::backends::memory
