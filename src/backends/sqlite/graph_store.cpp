#include "backends/sqlite/graph_store.hpp"

#include "backends/sqlite/graph_reader.hpp"
#include "backends/sqlite/graph_rows.hpp"
#include "backends/sqlite/paging.hpp"
#include "backends/sqlite/record_codec.hpp"
#include "backends/sqlite/spaces.hpp"

namespace lectern::backends::sqlite {
namespace {

// Asks the graph of a dataset; a dataset without one answers with an empty value.
template <class Answer, class Ask>
Result<Answer> ask(
    Database& database, const RequestContext& context, const DatasetId& dataset, Ask question
) {
    return database.read([&](Connection& connection) -> Result<Answer> {
        const auto space = find_space(connection, context.principal.tenant, dataset);
        if (!space) return lectern::fail(space.error());
        if (!*space) return Answer();
        GraphReader reader(connection, **space);
        return question(reader);
    });
}

}  // namespace

Result<void> SqliteGraphStore::put(
    const RequestContext&, std::span<const ports::DocumentGraph> graphs
) {
    std::vector<std::string> records;
    records.reserve(graphs.size());
    for (const ports::DocumentGraph& graph : graphs) {
        records.push_back(encode_record(GraphRecord{
            .entities = graph.entities, .relations = graph.relations, .mentions = graph.mentions
        }));
    }
    return database_.write([&](Connection& connection) -> Result<void> {
        for (std::size_t i = 0; i < graphs.size(); ++i) {
            auto done = put_graph(connection, graphs[i], records[i]);
            if (!done) return done;
        }
        return {};
    });
}

Result<void> SqliteGraphStore::remove(const RequestContext&, const domain::DocumentKey& key) {
    return database_.write([&](Connection& connection) {
        return remove_document_graph(connection, key);
    });
}

Result<domain::Entity> SqliteGraphStore::find(
    const RequestContext& context, const DatasetId& dataset, const EntityId& id
) {
    using Found = std::optional<domain::Entity>;
    auto entity =
        ask<Found>(database_, context, dataset, [&](GraphReader& graph) { return graph.find(id); });
    if (!entity) return fail(entity);
    if (!*entity) return fail(ErrorCode::not_found, "entity " + id.value + " not found");
    return std::move(**entity);
}

Result<domain::Page<domain::Entity>> SqliteGraphStore::list(
    const RequestContext& context,
    const DatasetId& dataset,
    const ports::EntityFilter& filter,
    const domain::PageRequest& page
) {
    auto start = start_of(page, "entities", {.texts = {""}});
    if (!start) return fail(start);
    auto entities =
        ask<std::vector<domain::Entity>>(database_, context, dataset, [&](GraphReader& graph) {
            return graph.list(filter, start->texts.front(), rows_for(page));
        });
    if (!entities) return fail(entities);
    return make_page(std::move(*entities), page, "entities", [](const domain::Entity& entity) {
        return domain::CursorPosition{.texts = {entity.id.value}};
    });
}

Result<std::vector<domain::Entity>> SqliteGraphStore::find_by_names(
    const RequestContext& context, const DatasetId& dataset, std::span<const std::string> names
) {
    using Found = std::vector<domain::Entity>;
    return ask<Found>(database_, context, dataset, [&](GraphReader& graph) {
        return graph.named(names);
    });
}

Result<std::vector<ports::Neighbour>> SqliteGraphStore::neighbours(
    const RequestContext& context, const DatasetId& dataset, const ports::NeighbourRequest& request
) {
    using Found = std::vector<ports::Neighbour>;
    return ask<Found>(database_, context, dataset, [&](GraphReader& graph) {
        return graph.neighbours(request);
    });
}

Result<std::vector<ports::MentionHit>> SqliteGraphStore::mentions(
    const RequestContext& context,
    const DatasetId& dataset,
    std::span<const EntityId> entities,
    std::size_t limit
) {
    using Found = std::vector<ports::MentionHit>;
    return ask<Found>(database_, context, dataset, [&](GraphReader& graph) {
        return graph.mentions(entities, limit);
    });
}

}  // namespace lectern::backends::sqlite
