#include "domain/fusion.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace lectern::domain {

std::vector<FusedHit> fuse_by_reciprocal_rank(
    const std::vector<RankedLeg>& legs, double rank_constant
) {
    std::map<std::pair<DatasetId, ChunkRef>, FusedHit> fused;
    for (const RankedLeg& ranked : legs) {
        std::uint32_t rank = 0;
        for (const LegHit& hit : ranked.hits) {
            ++rank;
            const double share = ranked.weight / (rank_constant + rank);
            FusedHit& sum = fused[{hit.dataset, hit.chunk}];
            sum.dataset = hit.dataset;
            sum.chunk = hit.chunk;
            sum.score += share;
            sum.contributions.push_back(
                {.leg = ranked.leg,
                 .rank = rank,
                 .score = hit.score,
                 .weight = ranked.weight,
                 .fused = share}
            );
        }
    }
    std::vector<FusedHit> hits;
    hits.reserve(fused.size());
    for (auto& [key, hit] : fused) hits.push_back(std::move(hit));
    std::ranges::stable_sort(hits, std::ranges::greater{}, &FusedHit::score);
    return hits;
}

}  // namespace lectern::domain
