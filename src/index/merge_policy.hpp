#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace lectern::index {

/// What a merge policy looks at in a segment.
struct SegmentShape {
    std::uint64_t chunks = 0;  ///< Deleted ones included.
    std::uint64_t live_chunks = 0;
    bool lacks_graph = false;  ///< Large enough for a graph, and without one.
};

/// Tiers: segments of about one size are merged once there are `fan_in` of them, so that each chunk
/// is written about as often as there are tiers, which is a logarithm of the chunks.
struct MergePolicy {
    std::size_t fan_in = 8;  ///< At least 2.
    std::uint64_t smallest_tier =
        1000;  ///< Segments of fewer live chunks than this count as of one size.
    std::uint64_t largest = 4'000'000;  ///< A merge makes no segment of more live chunks.
    double most_deleted =
        0.3;  ///< A segment with a larger share of deleted chunks is rewritten alone.

    bool operator==(const MergePolicy&) const = default;
};

/// Which segments to merge into one next, as places in `segments`, rising; none when all is well.
std::vector<std::size_t> choose_merge(
    std::span<const SegmentShape> segments, const MergePolicy& policy
);

}  // namespace lectern::index
