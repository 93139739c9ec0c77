#include "index/merge_policy.hpp"

#include <algorithm>
#include <map>

namespace lectern::index {
namespace {

std::size_t tier_of(const SegmentShape& segment, const MergePolicy& policy) {
    std::size_t tier = 0;
    for (std::uint64_t size =
             segment.live_chunks / std::max<std::uint64_t>(policy.smallest_tier, 1);
         size >= policy.fan_in;
         size /= policy.fan_in) {
        ++tier;
    }
    return tier;
}

bool is_wasteful(const SegmentShape& segment, const MergePolicy& policy) {
    const auto deleted = static_cast<double>(segment.chunks - segment.live_chunks);
    return segment.chunks > segment.live_chunks &&
           deleted > policy.most_deleted * static_cast<double>(segment.chunks);
}

}  // namespace

std::vector<std::size_t> choose_merge(
    std::span<const SegmentShape> segments, const MergePolicy& policy
) {
    std::map<std::size_t, std::vector<std::size_t>> tiers;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (segments[i].live_chunks > policy.largest / policy.fan_in) continue;
        auto& tier = tiers[tier_of(segments[i], policy)];
        tier.push_back(i);
        if (tier.size() == policy.fan_in) return tier;
    }
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (segments[i].lacks_graph || is_wasteful(segments[i], policy)) return {i};
    }
    return {};
}

}  // namespace lectern::index
