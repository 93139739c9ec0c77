#pragma once

#include <span>
#include <vector>

#include "index/segment_input.hpp"
#include "index/segment_view.hpp"

namespace lectern::index {

/// One segment of what is live in several. No document is live in two of them. The views outlive
/// the result.
SegmentInput input_from_views(std::span<const SegmentView> views, std::uint32_t dimensions);

}  // namespace lectern::index
