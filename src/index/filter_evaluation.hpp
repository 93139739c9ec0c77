#pragma once

#include "domain/filter.hpp"
#include "index/bitmap.hpp"
#include "index/segment.hpp"

namespace lectern::index {

/// The documents of a segment, deleted ones included, whose metadata pass the filter: as
/// `domain::matches` decides, but by columns.
Bitmap evaluate(const domain::Filter& filter, const Segment& segment);

}  // namespace lectern::index
