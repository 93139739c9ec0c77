#include "services/retrieval_service.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "services/hydration.hpp"
#include "services/retrieval_legs.hpp"
#include "services/retrieval_ranking.hpp"
#include "services/retrieval_request.hpp"
#include "telemetry/metric_catalog.hpp"
#include "telemetry/stage.hpp"

namespace lectern::services {
namespace {

// Without a leg that failed, unless its failure is the answer: the caller's own doing, or the only
// leg there was.
Result<void> check_failures(const LegsOutcome& outcome) {
    std::size_t failed = 0;
    for (const LegOutcome& leg : outcome.legs) {
        if (leg.result) continue;
        ++failed;
        const ErrorCode code = leg.result.error().code;
        const bool callers = code == ErrorCode::invalid_argument || code == ErrorCode::cancelled;
        if (callers || failed == outcome.legs.size()) return fail(Error(leg.result.error()));
    }
    if (!outcome.facets) return fail(Error(outcome.facets.error()));
    return {};
}

void append(Timings& all, Timings more) { std::ranges::move(more, std::back_inserter(all)); }

}  // namespace

/// One retrieval under way.
class RetrievalService::Run final {
  public:
    Run(RetrievalService& service, const RequestContext& context, const RetrieveRequest& request)
        : service_(service), context_(context), request_(request) {}

    Result<RetrieveResponse> go() {
        if (auto wanted = context_.check(); !wanted) return fail(wanted);
        if (auto good = validate(request_); !good) return fail(good);
        digest_ = ranking_digest(context_.principal.tenant, request_);
        auto offset = decode_cursor(request_.cursor, digest_, service_.options_.max_depth);
        if (!offset) return fail(offset);
        auto datasets = service_.datasets_.resolve(context_, request_.datasets);
        if (!datasets) return fail(datasets);
        if (datasets->empty()) return RetrieveResponse{};
        scope_ = {.datasets = std::move(*datasets), .filter = request_.filter};

        if (auto searched = search(*offset); !searched) return fail(searched);
        rank_hits();
        if (auto shown = show(*offset); !shown) return fail(shown);
        if (request_.explain) {
            if (auto explained = explain(); !explained) return fail(explained);
        }
        return std::move(response_);
    }

  private:
    telemetry::Stage::Options stage(std::string_view name) {
        return {
            .name = name,
            .histogram = &telemetry::catalog::retrieval_stage_duration_seconds,
            .timings = &response_.timings,
        };
    }

    bool is_hybrid() const { return request_.mode == domain::RetrievalMode::hybrid; }

    std::size_t base_depth() const {
        const std::size_t twice = std::size_t{2} * request_.top_k;
        return is_hybrid() ? std::max<std::size_t>(twice, service_.options_.min_candidates) : twice;
    }

    Result<void> search(std::size_t offset) {
        auto planned = plan_legs(request_, scope_.datasets, service_.embedder_ != nullptr);
        if (!planned) return fail(planned);
        depth_ = leg_depth(base_depth(), offset, request_.top_k, service_.options_.max_depth);
        const LegTask task{.request = request_, .scope = scope_, .depth = depth_};
        outcome_ = service_.legs_->run(context_, task, std::move(*planned));
        if (auto good = check_failures(outcome_); !good) return good;
        for (LegOutcome& leg : outcome_.legs) {
            append(response_.timings, std::move(leg.timings));
            if (leg.result) continue;
            response_.degraded.push_back(leg.leg);
            report_degraded(leg);
        }
        append(response_.timings, std::move(outcome_.facet_timings));
        response_.facets = std::move(*outcome_.facets);
        return {};
    }

    void report_degraded(const LegOutcome& leg) {
        const std::string_view name = domain::to_string(leg.leg);
        service_.telemetry_.metrics.add(telemetry::catalog::retrieval_degraded_total, {name});
        service_.telemetry_.log.warning(
            context_,
            "retrieval leg failed",
            {{"leg", name},
             {"code", to_string(leg.result.error().code)},
             {"reason", leg.result.error().message}}
        );
    }

    void rank_hits() {
        telemetry::Stage fuse(service_.telemetry_, context_, stage("fuse"));
        std::vector<domain::RankedLeg> ranked;
        std::vector<domain::LegResult*> results;
        for (LegOutcome& leg : outcome_.legs) {
            if (!leg.result) continue;
            ranked.push_back({.leg = leg.leg, .weight = leg.weight, .hits = leg.result->hits});
            results.push_back(&*leg.result);
        }
        ranking_ = rank(ranked, !is_hybrid(), base_depth(), service_.options_.rank_constant);
        response_.total = count_total(results, depth_, ranking_.size());
        if (!response_.degraded.empty()) response_.total.exact = false;
    }

    Result<void> show(std::size_t offset) {
        telemetry::Stage hydrating(service_.telemetry_, context_, stage("hydrate"));
        auto page =
            hydrate(hydrating.context(), service_.documents_, ranking_, offset, request_.top_k);
        if (!page) return hydrating.fail(page);
        Highlighter highlighter(scope_.datasets, request_.query);
        for (RetrievedHit& hit : page->hits) {
            if (request_.highlight) hit.highlights = highlighter.highlight(hit);
            if (!request_.include_text) hit.text.clear();
        }
        response_.hits = std::move(page->hits);
        places_ = std::move(page->places);
        if (page->next < ranking_.size() && page->next < service_.options_.max_depth) {
            response_.next_cursor = encode_cursor(digest_, static_cast<std::uint32_t>(page->next));
        }
        return {};
    }

    Result<void> explain() {
        telemetry::Stage explaining(service_.telemetry_, context_, stage("explain"));
        const ports::LexicalQuery query{.scope = scope_, .text = request_.query};
        for (std::size_t i = 0; i < response_.hits.size(); ++i) {
            const domain::FusedHit& ranked = ranking_[places_[i]];
            HitExplanation explanation{
                .contributions = ranked.contributions,
                .rank_constant = service_.options_.rank_constant
            };
            for (const domain::Contribution& contribution : ranked.contributions) {
                if (contribution.leg != domain::Leg::lexical) continue;
                const domain::LegHit hit{
                    .dataset = ranked.dataset, .chunk = ranked.chunk, .score = contribution.score
                };
                auto terms = service_.index_.explain(explaining.context(), query, hit);
                if (!terms) return explaining.fail(terms);
                explanation.terms = std::move(*terms);
            }
            explanation.entities = entities_of(ranked);
            response_.hits[i].explanation = std::move(explanation);
        }
        return {};
    }

    std::vector<EntityId> entities_of(const domain::FusedHit& ranked) const {
        for (const LegOutcome& leg : outcome_.legs) {
            const auto found = leg.entities.find({ranked.dataset, ranked.chunk});
            if (found != leg.entities.end()) return found->second;
        }
        return {};
    }

    RetrievalService& service_;
    const RequestContext& context_;
    const RetrieveRequest& request_;
    std::string digest_;
    ports::SearchScope scope_{};
    std::size_t depth_ = 0;
    LegsOutcome outcome_{};
    std::vector<domain::FusedHit> ranking_;
    std::vector<std::size_t> places_;  // in the ranking, of the response's hits
    RetrieveResponse response_{};
};

RetrievalService::RetrievalService(
    DatasetService& datasets,
    ports::SearchIndex& index,
    ports::DocumentStore& documents,
    ports::GraphStore& graph,
    ports::Embedder* embedder,
    const telemetry::Telemetry& telemetry,
    Options options
)
    : datasets_(datasets),
      index_(index),
      documents_(documents),
      embedder_(embedder),
      telemetry_(telemetry),
      options_(options),
      executor_({.name = "retrieval-legs", .threads = std::max<std::size_t>(options.threads, 1)}),
      legs_(std::make_unique<RetrievalLegs>(index, graph, embedder, executor_, telemetry)) {}

RetrievalService::~RetrievalService() = default;

Result<RetrieveResponse> RetrievalService::retrieve(
    const RequestContext& context, const RetrieveRequest& request
) {
    telemetry::Stage total(telemetry_, context, {.name = "total", .span = "retrieve"});
    total.set({"lectern.retrieval.mode", domain::to_string(request.mode)});
    auto response = Run(*this, total.context(), request).go();
    if (!response) return total.fail(response);
    total.set({"lectern.retrieval.hits", response->hits.size()});
    response->timings.push_back({.stage = "total", .duration = total.end()});
    const std::string_view mode = domain::to_string(request.mode);
    const auto& metrics = telemetry_.metrics;
    metrics.add(telemetry::catalog::retrievals_total, {mode});
    metrics.add(
        telemetry::catalog::documents_retrieved_total,
        {},
        static_cast<double>(response->hits.size())
    );
    if (response->hits.empty())
        metrics.add(telemetry::catalog::retrievals_without_hits_total, {mode});
    return response;
}

}  // namespace lectern::services
