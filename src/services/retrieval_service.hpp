#pragma once

#include <cstdint>
#include <memory>

#include "core/executor.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "ports/document_store.hpp"
#include "ports/embedder.hpp"
#include "ports/graph_store.hpp"
#include "ports/search_index.hpp"
#include "services/dataset_service.hpp"
#include "services/retrieval.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

class RetrievalLegs;

/// Answers queries. Legs run in parallel, on their own threads; one that fails leaves the answer
/// `degraded`, unless it was the only one. Thread-safe.
class RetrievalService final {
  public:
    struct Options {
        double rank_constant = 60;
        std::uint32_t min_candidates =
            100;  ///< Of each leg in hybrid mode, and twice `top_k` when that is more.
        std::uint32_t max_depth = 10'000;  ///< How far cursors reach.
        std::size_t threads = 2;           ///< For the legs beside the first.
    };

    /// `embedder` is null when the server has none. All outlive the service.
    RetrievalService(
        DatasetService& datasets,
        ports::SearchIndex& index,
        ports::DocumentStore& documents,
        ports::GraphStore& graph,
        ports::Embedder* embedder,
        const telemetry::Telemetry& telemetry,
        Options options
    );
    ~RetrievalService();

    /// `invalid_argument` names every field that passes its bound by JSON pointer; `not_found` a
    /// missing dataset. A tenant without datasets finds nothing.
    Result<RetrieveResponse> retrieve(
        const RequestContext& context, const RetrieveRequest& request
    );

  private:
    class Run;

    DatasetService& datasets_;
    ports::SearchIndex& index_;
    ports::DocumentStore& documents_;
    ports::Embedder* embedder_;
    const telemetry::Telemetry telemetry_;
    const Options options_;
    Executor executor_;
    std::unique_ptr<RetrievalLegs> legs_;
};

}  // namespace lectern::services
