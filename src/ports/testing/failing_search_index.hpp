#pragma once

#include "ports/search_index.hpp"
#include "ports/testing/fault_plan.hpp"

namespace lectern::ports::testing {

/// An index that fails as planned, with one plan a kind of call. `inner` outlives it.
class FailingSearchIndex final : public SearchIndex {
  public:
    explicit FailingSearchIndex(SearchIndex& inner) : inner_(inner) {}

    FaultPlan& apply_plan() { return apply_; }      ///< Of `apply`.
    FaultPlan& lexical_plan() { return lexical_; }  ///< Of `search` by words.
    FaultPlan& vector_plan() { return vector_; }    ///< Of `search` by vector.
    FaultPlan& other_plan() { return other_; }      ///< Of everything else.

    Result<void> apply(
        const RequestContext& context,
        const domain::Dataset& dataset,
        std::span<const Change> changes
    ) override {
        return unless_planned(apply_, "apply", [&] {
            return inner_.apply(context, dataset, changes);
        });
    }

    Result<domain::LegResult> search(const RequestContext& context, const LexicalQuery& query)
        override {
        return unless_planned(lexical_, "lexical search", [&] {
            return inner_.search(context, query);
        });
    }

    Result<domain::LegResult> search(const RequestContext& context, const VectorQuery& query)
        override {
        return unless_planned(vector_, "vector search", [&] {
            return inner_.search(context, query);
        });
    }

    Result<std::vector<domain::LegHit>> restrict(
        const RequestContext& context,
        const SearchScope& scope,
        std::span<const domain::LegHit> chunks
    ) override {
        return unless_planned(other_, "restrict", [&] {
            return inner_.restrict(context, scope, chunks);
        });
    }

    Result<std::vector<domain::Facet>> facets(
        const RequestContext& context, const FacetQuery& query
    ) override {
        return unless_planned(other_, "facets", [&] { return inner_.facets(context, query); });
    }

    Result<std::vector<TermScore>> explain(
        const RequestContext& context, const LexicalQuery& query, const domain::LegHit& chunk
    ) override {
        return unless_planned(other_, "explain", [&] {
            return inner_.explain(context, query, chunk);
        });
    }

    Result<void> remove(const RequestContext& context, const DatasetId& dataset) override {
        return unless_planned(other_, "remove", [&] { return inner_.remove(context, dataset); });
    }

    Result<void> flush(const RequestContext& context, Sequence floor) override {
        return unless_planned(other_, "flush", [&] { return inner_.flush(context, floor); });
    }

    Sequence covered() const override { return inner_.covered(); }

  private:
    SearchIndex& inner_;
    FaultPlan apply_;
    FaultPlan lexical_;
    FaultPlan vector_;
    FaultPlan other_;
};

}  // namespace lectern::ports::testing
