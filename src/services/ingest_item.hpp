#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/request_context.hpp"
#include "domain/dataset.hpp"
#include "domain/extracted_text.hpp"
#include "domain/job.hpp"
#include "ports/document_store.hpp"
#include "ports/graph_store.hpp"
#include "ports/job_queue.hpp"

namespace lectern::services {

/// A document on its way through the stages; each stage fills in its part.
struct IngestItem {
    ports::Lease lease;
    RequestContext context{};  ///< Of the request that handed it in, with the worker's stop token.
    TraceContext accepting{};  ///< Its span, where `context` may have gone on to a stage's.
    domain::Dataset dataset{};
    domain::SourceDocument source{};  ///< Its content is dropped once extracted.
    domain::ExtractedText extracted{};
    ports::ProcessedDocument processed{};
    ports::DocumentGraph graph{};
    bool superseded = false;
    std::size_t chunk_count = 0;
    std::optional<Error> error{};  ///< Of the present stage.
};

/// What a stage works on. None is null.
using IngestBatch = std::span<IngestItem* const>;

}  // namespace lectern::services
