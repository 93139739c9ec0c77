#pragma once

#include <cstdint>
#include <span>

#include "index/document.hpp"
#include "index/segment_input.hpp"

namespace lectern::index {

struct BatchDocument {
    const Document* document = nullptr;
    std::uint64_t sequence = 0;
};

/// A segment of these documents, whose ids differ. They outlive the result. Vectors are copied and
/// made unit length; their sizes are 0 or `dimensions`. A title's terms count `title_weight` times.
SegmentInput input_from_documents(
    std::span<const BatchDocument> documents, std::uint32_t dimensions, std::uint32_t title_weight
);

}  // namespace lectern::index
