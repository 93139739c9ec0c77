#include "services/retrieval_ranking.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace lectern::services {
namespace {

std::vector<domain::FusedHit> keep_order(const domain::RankedLeg& leg) {
    std::vector<domain::FusedHit> hits;
    hits.reserve(leg.hits.size());
    std::uint32_t place = 0;
    for (const domain::LegHit& hit : leg.hits) {
        ++place;
        // Nothing is fused: what the leg gave is the whole score.
        domain::Contribution whole{
            .leg = leg.leg, .rank = place, .score = hit.score, .fused = hit.score
        };
        hits.push_back(
            {.dataset = hit.dataset,
             .chunk = hit.chunk,
             .score = hit.score,
             .contributions = {whole}}
        );
    }
    return hits;
}

std::vector<domain::RankedLeg> cut(const std::vector<domain::RankedLeg>& legs, std::size_t depth) {
    std::vector<domain::RankedLeg> tops;
    for (const domain::RankedLeg& leg : legs) {
        domain::RankedLeg top{.leg = leg.leg, .weight = leg.weight};
        std::ranges::copy_n(
            leg.hits.begin(),
            static_cast<std::ptrdiff_t>(std::min(depth, leg.hits.size())),
            std::back_inserter(top.hits)
        );
        tops.push_back(std::move(top));
    }
    return tops;
}

}  // namespace

std::size_t leg_depth(
    std::size_t base, std::size_t offset, std::size_t count, std::size_t max_depth
) {
    std::size_t depth = base;
    while (depth < offset + count + 1) depth *= 2;
    return std::min(depth, max_depth);
}

std::vector<domain::FusedHit> rank(
    const std::vector<domain::RankedLeg>& legs, bool single, std::size_t base, double rank_constant
) {
    if (single && legs.size() == 1) return keep_order(legs.front());
    std::size_t longest = 0;
    for (const domain::RankedLeg& leg : legs) longest = std::max(longest, leg.hits.size());
    std::vector<domain::FusedHit> ranking;
    std::set<ChunkKey> placed;
    for (std::size_t depth = base;; depth *= 2) {
        for (domain::FusedHit& hit :
             domain::fuse_by_reciprocal_rank(cut(legs, depth), rank_constant)) {
            if (placed.emplace(hit.dataset, hit.chunk).second) ranking.push_back(std::move(hit));
        }
        if (depth >= longest) return ranking;
    }
}

domain::Total count_total(
    const std::vector<domain::LegResult*>& legs, std::size_t depth, std::size_t ranked
) {
    domain::Total total{.value = ranked, .exact = true};
    for (const domain::LegResult* leg : legs) {
        total.value = std::max(total.value, leg->total.value);
        if (!leg->total.exact) total.exact = false;
        // Several legs whose lists were cut may share more or less than can be seen here.
        if (legs.size() > 1 && leg->hits.size() >= depth) total.exact = false;
    }
    return total;
}

}  // namespace lectern::services
