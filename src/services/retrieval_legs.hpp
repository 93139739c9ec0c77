#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "core/executor.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/timings.hpp"
#include "domain/fusion.hpp"
#include "domain/search.hpp"
#include "ports/embedder.hpp"
#include "ports/graph_store.hpp"
#include "ports/search_index.hpp"
#include "services/graph_leg.hpp"
#include "services/retrieval.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

/// What the legs of one retrieval work on. All outlive the run.
struct LegTask {
    const RetrieveRequest& request;
    const ports::SearchScope& scope;
    std::size_t depth = 0;  ///< Hits of each leg.
};

/// What came of one leg.
struct LegOutcome {
    domain::Leg leg = domain::Leg::lexical;
    double weight = 1;
    Result<domain::LegResult> result{};
    std::map<ChunkKey, std::vector<EntityId>> entities{};  ///< Of the graph leg.
    Timings timings{};
};

/// What came of all that a retrieval asks of index and graph.
struct LegsOutcome {
    std::vector<LegOutcome> legs{};
    Result<std::vector<domain::Facet>> facets{};
    Timings facet_timings{};
};

/// Which legs a request has in these datasets, with their weights. In hybrid mode a vector leg that
/// cannot be is left out; otherwise `failed_precondition` says why, and `invalid_argument` when the
/// request's vector fits no dataset.
Result<std::vector<LegOutcome>> plan_legs(
    const RetrieveRequest& request, const std::vector<domain::Dataset>& datasets, bool has_embedder
);

/// Runs legs and facets side by side. Thread-safe.
class RetrievalLegs final {
  public:
    /// All outlive it; `embedder` is null when the server has none. Tasks run on `executor` beside
    /// the caller.
    RetrievalLegs(
        ports::SearchIndex& index,
        ports::GraphStore& graph,
        ports::Embedder* embedder,
        Executor& executor,
        const telemetry::Telemetry& telemetry
    );

    LegsOutcome run(
        const RequestContext& context, const LegTask& task, std::vector<LegOutcome> planned
    );

  private:
    void run_leg(const RequestContext& context, const LegTask& task, LegOutcome& leg);
    void search_words(const RequestContext& context, const LegTask& task, LegOutcome& leg);
    void search_vectors(const RequestContext& context, const LegTask& task, LegOutcome& leg);
    void search_entities(const RequestContext& context, const LegTask& task, LegOutcome& leg);
    void count_facets(const RequestContext& context, const LegTask& task, LegsOutcome& outcome);
    Result<std::vector<float>> query_vector(
        const RequestContext& context, const RetrieveRequest& request, Timings& timings
    );

    ports::SearchIndex& index_;
    ports::GraphStore& graph_;
    ports::Embedder* embedder_;
    Executor& executor_;
    const telemetry::Telemetry telemetry_;
};

}  // namespace lectern::services
