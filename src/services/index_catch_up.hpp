#pragma once

#include <cstdint>
#include <functional>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "ports/dataset_store.hpp"
#include "ports/document_store.hpp"
#include "ports/graph_store.hpp"
#include "ports/search_index.hpp"

namespace lectern::services {

/// What is replayed from where to where. All outlive the replay.
struct ReplayPorts {
    ports::DatasetStore& datasets;
    ports::DocumentStore& documents;
    ports::GraphStore& graph;
    ports::SearchIndex& index;
};

struct Replay {
    std::uint64_t applied = 0;  ///< Changes.
    ports::Sequence floor = 0;  ///< Up to here everything is applied.
};

/// Applies to the index every change of the store after `after`, of all tenants, a page at a time;
/// calls `on_page` after each with what was done so far. Removals are passed to the graph too, as a
/// crash may have come between. Documents of datasets that are gone are removed. Does not flush. On
/// a failure what was applied stays applied; replaying it again changes nothing.
Result<Replay> replay_changes(
    const RequestContext& context,
    const ReplayPorts& ports,
    ports::Sequence after,
    const std::function<Result<void>(const Replay&)>& on_page = {}
);

}  // namespace lectern::services
