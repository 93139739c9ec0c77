#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "index/selection.hpp"
#include "index/top_k.hpp"

namespace lectern::index {

struct VectorRequest {
    std::vector<float> vector{};  ///< Of the index's dimensions; its length does not matter.
    std::size_t limit = 10;
    /// Compare with every vector, also where there is a graph.
    bool exact = false;
    /// How many candidates a graph search keeps, at least: more is slower and finds more.
    std::size_t candidates = 128;
};

/// The best chunks of one view by cosine go into `top`: by its graph when it has one that is worth
/// it, by comparing with every selected vector otherwise. `query` is of unit length and padded to
/// the segment's stride. Returns the number of selected vectors.
std::uint64_t search_vectors(
    std::span<const SegmentView> views,
    std::size_t view,
    const Selection& selection,
    std::span<const float> query,
    const VectorRequest& request,
    TopK& top
);

}  // namespace lectern::index
