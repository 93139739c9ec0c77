#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/search.hpp"
#include "ports/graph_store.hpp"
#include "ports/search_index.hpp"

namespace lectern::services {

using ChunkKey = std::pair<DatasetId, domain::ChunkRef>;

struct GraphLegResult {
    domain::LegResult ranking{};
    std::map<ChunkKey, std::vector<EntityId>> entities{
    };  ///< Through which each chunk was reached.
};

/// Every run of 1 to 6 words of a text, normalised as names are, each once; of its first 64 words.
std::vector<std::string> name_candidates(std::string_view query);

/// Ranks chunks by the entities that the query names. In each dataset of the scope, entities whose
/// name stands in the query weigh 1 and their direct neighbours half the weight of the relation; a
/// chunk scores the sum over the entities that it mentions of `weight * ln(1 + mentions)`. Chunks
/// outside the scope and those that are no longer live are left out. At most `limit`.
Result<GraphLegResult> search_graph(
    const RequestContext& context,
    ports::GraphStore& graph,
    ports::SearchIndex& index,
    const ports::SearchScope& scope,
    std::string_view query,
    std::size_t limit
);

}  // namespace lectern::services
