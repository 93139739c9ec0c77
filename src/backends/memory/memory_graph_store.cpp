#include "backends/memory/memory_graph_store.hpp"

#include <mutex>

#include "backends/memory/paging.hpp"

namespace lectern::backends::memory {
namespace {

// The graph of a dataset, an empty one where nothing was put yet.
const GraphTable& graph_of(
    const State& state, const RequestContext& context, const DatasetId& dataset
) {
    static const GraphTable empty;
    const auto found = state.graphs.find({context.principal.tenant, dataset});
    return found == state.graphs.end() ? empty : found->second;
}

}  // namespace

Result<void> MemoryGraphStore::put(
    const RequestContext&, std::span<const ports::DocumentGraph> graphs
) {
    const std::lock_guard lock(state_.mutex);
    for (const ports::DocumentGraph& graph : graphs) {
        state_.graphs[{graph.key.tenant, graph.key.dataset}].put(graph);
    }
    return {};
}

Result<void> MemoryGraphStore::remove(const RequestContext&, const domain::DocumentKey& key) {
    const std::lock_guard lock(state_.mutex);
    const auto found = state_.graphs.find({key.tenant, key.dataset});
    if (found != state_.graphs.end()) found->second.remove(key.id);
    return {};
}

Result<domain::Entity> MemoryGraphStore::find(
    const RequestContext& context, const DatasetId& dataset, const EntityId& id
) {
    const std::lock_guard lock(state_.mutex);
    auto entity = graph_of(state_, context, dataset).find(id);
    if (!entity) return fail(ErrorCode::not_found, "entity " + id.value + " not found");
    return *std::move(entity);
}

Result<domain::Page<domain::Entity>> MemoryGraphStore::list(
    const RequestContext& context,
    const DatasetId& dataset,
    const ports::EntityFilter& filter,
    const domain::PageRequest& page
) {
    if (auto good = domain::validate(page); !good) return fail(good);
    EntityId first;
    if (!page.cursor.empty()) {
        auto position = domain::decode_cursor("entities", page.cursor, {.texts = 1});
        if (!position) return fail(position);
        first = after(EntityId{position->texts.front()});
    }
    const std::lock_guard lock(state_.mutex);
    const GraphTable& graph = graph_of(state_, context, dataset);
    const auto& speakers = graph.speakers();
    return collect_page<domain::Entity>(
        speakers.lower_bound(first),
        speakers.end(),
        page.limit,
        "entities",
        [&](const auto& entry) -> std::optional<domain::Entity> {
            if (filter.name && !graph.goes_by(entry.first, *filter.name)) return std::nullopt;
            auto entity = graph.find(entry.first);
            if (filter.type && entity->type != *filter.type) return std::nullopt;
            return entity;
        },
        [](const domain::Entity& last) { return domain::CursorPosition{.texts = {last.id.value}}; }
    );
}

Result<std::vector<domain::Entity>> MemoryGraphStore::find_by_names(
    const RequestContext& context, const DatasetId& dataset, std::span<const std::string> names
) {
    const std::lock_guard lock(state_.mutex);
    const GraphTable& graph = graph_of(state_, context, dataset);
    std::vector<domain::Entity> entities;
    for (const EntityId& id : graph.named(names)) entities.push_back(*graph.find(id));
    return entities;
}

Result<std::vector<ports::Neighbour>> MemoryGraphStore::neighbours(
    const RequestContext& context, const DatasetId& dataset, const ports::NeighbourRequest& request
) {
    const std::lock_guard lock(state_.mutex);
    return graph_of(state_, context, dataset).neighbours(request);
}

Result<std::vector<ports::MentionHit>> MemoryGraphStore::mentions(
    const RequestContext& context,
    const DatasetId& dataset,
    std::span<const EntityId> entities,
    std::size_t limit
) {
    const std::lock_guard lock(state_.mutex);
    return graph_of(state_, context, dataset).mentions(entities, limit);
}

}  // namespace lectern::backends::memory
