#include "transport/graphql/connection.hpp"

namespace lectern::transport::graphql {
namespace {

language::Value cursor_of(const Edge* edge) {
    if (edge == nullptr) return nullptr;
    return edge->cursor;
}

Resolved nodes_of(const FieldCall&, const Source& parent) {
    Resolved::Items nodes;
    const auto& edges = parent.get<Connection>().edges;
    nodes.reserve(edges.size());
    for (const Edge& edge : edges) nodes.emplace_back(edge.node);
    return nodes;
}

}  // namespace

void bind_connection(Resolvers& resolvers, const std::string& node) {
    const std::string connection = node + "Connection.";
    bind_parts<Connection>(
        resolvers,
        connection + "edges",
        [](const Connection& list) -> const auto& { return list.edges; }
    );
    resolvers.each(connection + "nodes", nodes_of);
    bind_same(resolvers, connection + "pageInfo");
    resolvers.get<Edge>(node + "Edge.cursor", [](const Edge& edge) { return edge.cursor; });
    resolvers.get<Edge>(node + "Edge.node", [](const Edge& edge) { return edge.node; });
}

void bind_page_info(Resolvers& resolvers) {
    resolvers.get<Connection>("PageInfo.hasNextPage", [](const Connection& list) {
        return list.has_next;
    });
    resolvers.get<Connection>("PageInfo.hasPreviousPage", [](const Connection&) { return false; });
    resolvers.get<Connection>("PageInfo.startCursor", [](const Connection& list) {
        return cursor_of(list.edges.empty() ? nullptr : &list.edges.front());
    });
    resolvers.get<Connection>("PageInfo.endCursor", [](const Connection& list) {
        return cursor_of(list.edges.empty() ? nullptr : &list.edges.back());
    });
}

}  // namespace lectern::transport::graphql
