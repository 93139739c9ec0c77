#pragma once

#include "index/hnsw_options.hpp"
#include "index/output.hpp"
#include "index/segment_input.hpp"

namespace lectern::index {

/// Writes one segment: header, sections, footer (FORMAT.md). With `graph` it builds and adds a graph over the
/// vectors, which takes long for many. Uses `input` up. A failed write shows in `out.finish()`.
void write_segment(SegmentInput& input, const HnswOptions* graph, Output& out);

}  // namespace lectern::index
