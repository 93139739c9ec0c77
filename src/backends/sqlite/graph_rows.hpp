#pragma once

#include <cstdint>

#include "backends/sqlite/connection.hpp"
#include "core/result.hpp"
#include "ports/graph_store.hpp"

namespace lectern::backends::sqlite {

/// Replaces what an earlier version of the document said; an older version than the one held is
/// passed over. `record` is the graph's `GraphRecord`.
Result<void> put_graph(
    Connection& connection, const ports::DocumentGraph& graph, std::string_view record
);

/// Takes back what a document said. Succeeds when it said nothing.
Result<void> remove_document_graph(Connection& connection, const domain::DocumentKey& key);

/// Removes all of a space.
Result<void> remove_graph(Connection& connection, std::int64_t space);

}  // namespace lectern::backends::sqlite
