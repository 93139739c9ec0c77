#include <utility>

#include "transport/graphql/connection.hpp"
#include "transport/graphql/resolvers.hpp"

namespace lectern::transport::graphql {
namespace {

using domain::Entity;
using domain::Relation;
using ports::Neighbour;

DatasetId dataset_of(const RootCall& call) { return {call.arguments.text("dataset")}; }

Resolved find(RootCall& call) {
    const EntityId id{call.arguments.text("id")};
    auto entity = call.services().graph.find(call.context, dataset_of(call), id);
    if (!entity) return fail(entity);
    return Source::of(std::move(*entity));
}

Resolved list(RootCall& call) {
    const auto page = decode_page_request(call.arguments);
    if (!page) return page.error();
    const ports::EntityFilter filter{
        .type = call.arguments.optional_text("type"), .name = call.arguments.optional_text("name")
    };
    return connection_of(call.services().graph.list(call.context, dataset_of(call), filter, *page));
}

Resolved neighbours(RootCall& call) {
    const ports::NeighbourRequest defaults;
    const ports::NeighbourRequest request{
        .entities = {{call.arguments.text("entity")}},
        .depth = call.arguments.count("depth", defaults.depth),
        .limit = call.arguments.count("limit", static_cast<std::uint32_t>(defaults.limit)),
    };
    auto found = call.services().graph.neighbours(call.context, dataset_of(call), request);
    if (!found) return fail(found);
    Resolved::Items items;
    items.reserve(found->size());
    for (Neighbour& neighbour : *found) items.emplace_back(Source::of(std::move(neighbour)));
    return items;
}

void bind_entity(Resolvers& resolvers) {
    using T = Entity;
    resolvers.get<T>("Entity.id", [](const T& it) { return it.id.value; });
    resolvers.get<T>("Entity.name", [](const T& it) { return it.name; });
    resolvers.get<T>("Entity.type", [](const T& it) { return it.type; });
    resolvers.get<T>("Entity.synonyms", [](const T& it) { return encode_texts(it.synonyms); });
    using R = Relation;
    resolvers.get<R>("Relation.source", [](const R& it) { return it.source.value; });
    resolvers.get<R>("Relation.target", [](const R& it) { return it.target.value; });
    resolvers.get<R>("Relation.type", [](const R& it) { return it.type; });
    resolvers.get<R>("Relation.weight", [](const R& it) { return it.weight; });
}

}  // namespace

void bind_graph(Resolvers& resolvers) {
    using N = Neighbour;
    bind_root(resolvers, "Query.entity", "getEntity", find);
    bind_root(resolvers, "Query.entities", "listEntities", list);
    bind_root(resolvers, "Query.neighbours", "listNeighbours", neighbours);
    bind_entity(resolvers);
    bind_connection(resolvers, "Entity");
    bind_part<N>(resolvers, "Neighbour.entity", [](const N& it) -> const auto& {
        return it.entity;
    });
    bind_part<N>(resolvers, "Neighbour.relation", [](const N& it) -> const auto& {
        return it.relation;
    });
    resolvers.get<N>("Neighbour.distance", [](const N& it) { return encode_whole(it.distance); });
}

}  // namespace lectern::transport::graphql
