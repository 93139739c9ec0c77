#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "domain/fusion.hpp"
#include "domain/search.hpp"
#include "services/retrieval_legs.hpp"

namespace lectern::services {

/// How deep the legs of a request are asked so that a page can be taken from their ranking: `base`
/// doubled until it holds `offset + count` hits and one more, at most `max_depth`.
std::size_t leg_depth(
    std::size_t base, std::size_t offset, std::size_t count, std::size_t max_depth
);

/// One ranking of the legs that answered, the same for every page of a request. A single leg keeps
/// its order and scores. Several are fused tier by tier: first the top `base` hits of each, then of
/// the top `2 * base` those that were not in it, and so on. Asking the legs deeper thus only adds
/// hits at the end, so that pages neither skip nor repeat one.
std::vector<domain::FusedHit> rank(
    const std::vector<domain::RankedLeg>& legs, bool single, std::size_t base, double rank_constant
);

/// What is known of the number of hits from legs that were asked for `depth` hits each, `ranked` in
/// all.
domain::Total count_total(
    const std::vector<domain::LegResult*>& legs, std::size_t depth, std::size_t ranked
);

}  // namespace lectern::services
