#pragma once

#include <string>
#include <utility>
#include <vector>

#include "domain/list_cursor.hpp"
#include "domain/page.hpp"
#include "transport/graphql/binding.hpp"

namespace lectern::transport::graphql {

/// An item of a list and the cursor after which the list goes on.
struct Edge {
    Source node{};
    std::string cursor{};
};

/// What every `...Connection` type shows.
struct Connection {
    std::vector<Edge> edges{};
    bool has_next = false;
};

using domain::cursor_after;

inline std::string cursor_after(const services::DatasetSummary& summary) {
    return cursor_after(summary.dataset);
}

/// A page as a connection.
template <class T>
Resolved connection_of(domain::Page<T> page) {
    Connection connection{.edges = {}, .has_next = !page.next_cursor.empty()};
    connection.edges.reserve(page.items.size());
    for (T& item : page.items) {
        std::string cursor = cursor_after(item);
        connection.edges.push_back(
            {.node = Source::of(std::move(item)), .cursor = std::move(cursor)}
        );
    }
    return Source::of(std::move(connection));
}

/// The same, unless there is none.
template <class T>
Resolved connection_of(Result<domain::Page<T>> page) {
    if (!page) return fail(page);
    return connection_of(std::move(*page));
}

/// Binds `<node>Connection` and `<node>Edge`.
void bind_connection(Resolvers& resolvers, const std::string& node);

/// Binds `PageInfo`.
void bind_page_info(Resolvers& resolvers);

}  // namespace lectern::transport::graphql
