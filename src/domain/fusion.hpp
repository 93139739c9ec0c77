#pragma once

#include <cstdint>
#include <vector>

#include "domain/search.hpp"

namespace lectern::domain {

/// One ranking that goes into fusion.
struct RankedLeg {
    Leg leg = Leg::lexical;
    double weight = 1;
    std::vector<LegHit> hits{};  ///< Best first.
};

struct FusedHit {
    DatasetId dataset{};
    ChunkRef chunk{};
    double score = 0;
    std::vector<Contribution> contributions{};  ///< In the order of the legs given.
};

/// Reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009): a chunk's score is the sum over
/// the legs that found it of `weight / (rank_constant + rank)`. Best first, ties by dataset and
/// chunk.
std::vector<FusedHit> fuse_by_reciprocal_rank(
    const std::vector<RankedLeg>& legs, double rank_constant = 60
);

}  // namespace lectern::domain
