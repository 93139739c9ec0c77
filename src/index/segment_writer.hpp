#pragma once

#include <stop_token>

#include "index/hnsw_options.hpp"
#include "index/output.hpp"
#include "index/segment_input.hpp"

namespace lectern::index {

/// Writes one segment: header, sections, footer (FORMAT.md). With `graph` it builds and adds a
/// graph over the vectors, which takes long for many; when `stop` asks to stop meanwhile the graph
/// is left out. Uses `input` up. A failed write shows in `out.finish()`.
void write_segment(
    SegmentInput& input, const HnswOptions* graph, Output& out, const std::stop_token& stop = {}
);

}  // namespace lectern::index
