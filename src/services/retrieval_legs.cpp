#include "services/retrieval_legs.hpp"

#include <algorithm>
#include <utility>

#include "services/parallel.hpp"
#include "telemetry/metric_catalog.hpp"
#include "telemetry/stage.hpp"

namespace lectern::services {
namespace {

// Datasets whose vectors the query's can be compared with. What the server embeds is nothing to
// vectors that came from outside, whatever their length.
std::vector<domain::Dataset> comparable(
    const std::vector<domain::Dataset>& datasets, const std::vector<float>& given_vector
) {
    std::vector<domain::Dataset> fitting;
    for (const domain::Dataset& dataset : datasets) {
        const domain::EmbeddingSettings& embedding = dataset.settings.embedding;
        const bool fits = given_vector.empty() ? embedding.kind == domain::EmbeddingKind::model
                                               : embedding.dimensions == given_vector.size();
        if (fits) fitting.push_back(dataset);
    }
    return fitting;
}

Result<void> check_vector_leg(
    const RetrieveRequest& request, const std::vector<domain::Dataset>& datasets, bool has_embedder
) {
    const bool fits_some = !comparable(datasets, request.vector).empty();
    if (!request.vector.empty()) {
        if (fits_some) return {};
        std::string description =
            "has " + std::to_string(request.vector.size()) + " numbers, the datasets' vectors";
        for (const domain::Dataset& dataset : datasets) {
            description += " " + std::to_string(dataset.settings.embedding.dimensions) + " (" +
                           dataset.id.value + ")";
        }
        return fail(Error{
            .code = ErrorCode::invalid_argument,
            .message = "/vector " + description,
            .violations = {{.field = "/vector", .description = description}},
        });
    }
    if (!has_embedder) {
        return fail(
            ErrorCode::failed_precondition,
            "this server has no embedder: the request must bring a vector"
        );
    }
    if (!fits_some) {
        return fail(
            ErrorCode::failed_precondition,
            "no dataset has vectors of the server's model: the request must bring one"
        );
    }
    return {};
}

telemetry::Stage::Options stage_options(std::string_view name, Timings& timings) {
    return {
        .name = name,
        .histogram = &telemetry::catalog::retrieval_stage_duration_seconds,
        .timings = &timings
    };
}

}  // namespace

Result<std::vector<LegOutcome>> plan_legs(
    const RetrieveRequest& request, const std::vector<domain::Dataset>& datasets, bool has_embedder
) {
    const LegWeights& weights = request.weights;
    std::vector<LegOutcome> legs;
    switch (request.mode) {
        case domain::RetrievalMode::lexical:
            legs.push_back({.leg = domain::Leg::lexical});
            return legs;
        case domain::RetrievalMode::graph:
            legs.push_back({.leg = domain::Leg::graph});
            return legs;
        case domain::RetrievalMode::vector: {
            if (auto able = check_vector_leg(request, datasets, has_embedder); !able)
                return fail(able);
            legs.push_back({.leg = domain::Leg::vector});
            return legs;
        }
        case domain::RetrievalMode::hybrid:
            break;
    }
    auto able = check_vector_leg(request, datasets, has_embedder);
    if (!able && able.error().code == ErrorCode::invalid_argument) return fail(able);
    // The vector leg takes longest as a rule: the caller's own thread runs it.
    if (weights.vector > 0 && able)
        legs.push_back({.leg = domain::Leg::vector, .weight = weights.vector});
    if (weights.lexical > 0)
        legs.push_back({.leg = domain::Leg::lexical, .weight = weights.lexical});
    if (weights.graph > 0) legs.push_back({.leg = domain::Leg::graph, .weight = weights.graph});
    if (legs.empty()) return fail(able);
    return legs;
}

RetrievalLegs::RetrievalLegs(
    ports::SearchIndex& index,
    ports::GraphStore& graph,
    ports::Embedder* embedder,
    Executor& executor,
    const telemetry::Telemetry& telemetry
)
    : index_(index),
      graph_(graph),
      embedder_(embedder),
      executor_(executor),
      telemetry_(telemetry) {}

LegsOutcome RetrievalLegs::run(
    const RequestContext& context, const LegTask& task, std::vector<LegOutcome> planned
) {
    LegsOutcome outcome{.legs = std::move(planned)};
    std::vector<std::function<void()>> tasks;
    for (LegOutcome& leg : outcome.legs) {
        tasks.emplace_back([this, &context, &task, &leg] { run_leg(context, task, leg); });
    }
    if (!task.request.facets.empty()) {
        tasks.emplace_back([this, &context, &task, &outcome] {
            count_facets(context, task, outcome);
        });
    }
    run_all(executor_, tasks);
    std::ranges::sort(outcome.legs, {}, &LegOutcome::leg);
    return outcome;
}

void RetrievalLegs::run_leg(const RequestContext& context, const LegTask& task, LegOutcome& leg) {
    switch (leg.leg) {
        case domain::Leg::lexical:
            return search_words(context, task, leg);
        case domain::Leg::vector:
            return search_vectors(context, task, leg);
        case domain::Leg::graph:
            return search_entities(context, task, leg);
    }
    std::unreachable();
}

void RetrievalLegs::search_words(
    const RequestContext& context, const LegTask& task, LegOutcome& leg
) {
    telemetry::Stage stage(telemetry_, context, stage_options("lexical", leg.timings));
    leg.result = index_.search(
        stage.context(),
        ports::LexicalQuery{.scope = task.scope, .text = task.request.query, .limit = task.depth}
    );
    if (!leg.result) stage.mark_failed(leg.result.error());
}

void RetrievalLegs::search_vectors(
    const RequestContext& context, const LegTask& task, LegOutcome& leg
) {
    auto vector = query_vector(context, task.request, leg.timings);
    if (!vector) {
        leg.result = fail(vector);
        return;
    }
    telemetry::Stage stage(telemetry_, context, stage_options("vector", leg.timings));
    ports::VectorQuery query{
        .scope{
            .datasets = comparable(task.scope.datasets, task.request.vector),
            .filter = task.scope.filter
        },
        .vector = std::move(*vector),
        .limit = task.depth,
    };
    leg.result = index_.search(stage.context(), query);
    if (!leg.result) stage.mark_failed(leg.result.error());
}

void RetrievalLegs::search_entities(
    const RequestContext& context, const LegTask& task, LegOutcome& leg
) {
    telemetry::Stage stage(telemetry_, context, stage_options("graph", leg.timings));
    auto found =
        search_graph(stage.context(), graph_, index_, task.scope, task.request.query, task.depth);
    if (!found) {
        leg.result = stage.fail(found);
        return;
    }
    leg.result = std::move(found->ranking);
    leg.entities = std::move(found->entities);
}

void RetrievalLegs::count_facets(
    const RequestContext& context, const LegTask& task, LegsOutcome& outcome
) {
    telemetry::Stage stage(telemetry_, context, stage_options("facets", outcome.facet_timings));
    ports::FacetQuery query{.scope = task.scope, .facets = task.request.facets};
    // Where the words of the query decide what is found, they decide what is counted.
    const domain::RetrievalMode mode = task.request.mode;
    const bool by_words =
        mode == domain::RetrievalMode::lexical || mode == domain::RetrievalMode::hybrid;
    if (by_words) query.text = task.request.query;
    outcome.facets = index_.facets(stage.context(), query);
    if (!outcome.facets) stage.mark_failed(outcome.facets.error());
}

Result<std::vector<float>> RetrievalLegs::query_vector(
    const RequestContext& context, const RetrieveRequest& request, Timings& timings
) {
    if (!request.vector.empty()) return request.vector;
    telemetry::Stage stage(telemetry_, context, stage_options("embed_query", timings));
    auto embedded = embedder_->embed(stage.context(), {&request.query, 1});
    if (!embedded) return stage.fail(embedded);
    telemetry_.metrics.add(
        telemetry::catalog::embedding_tokens_total, {}, static_cast<double>(embedded->tokens)
    );
    if (embedded->vectors.size() != 1) {
        Result<std::vector<float>> wrong =
            fail(ErrorCode::internal, "the embedder gave no vector for the query");
        return stage.fail(wrong);
    }
    return std::move(embedded->vectors.front());
}

}  // namespace lectern::services
