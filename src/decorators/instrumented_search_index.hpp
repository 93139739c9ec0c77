#pragma once

#include "decorators/backend_calls.hpp"
#include "ports/search_index.hpp"

namespace lectern::decorators {

/// An index whose every call is measured. Thread-safe as `inner`, which outlives it.
class InstrumentedSearchIndex final : public ports::SearchIndex {
  public:
    InstrumentedSearchIndex(
        ports::SearchIndex& inner, std::string_view backend, const telemetry::Telemetry& telemetry
    )
        : inner_(inner), calls_(backend, telemetry) {}

    Result<void> apply(
        const RequestContext& context,
        const domain::Dataset& dataset,
        std::span<const ports::Change> changes
    ) override {
        return calls_.observe(context, "apply", [&](const RequestContext& own) {
            return inner_.apply(own, dataset, changes);
        });
    }

    Result<domain::LegResult> search(
        const RequestContext& context, const ports::LexicalQuery& query
    ) override {
        return calls_.observe(context, "search_lexical", [&](const RequestContext& own) {
            return inner_.search(own, query);
        });
    }

    Result<domain::LegResult> search(const RequestContext& context, const ports::VectorQuery& query)
        override {
        return calls_.observe(context, "search_vector", [&](const RequestContext& own) {
            return inner_.search(own, query);
        });
    }

    Result<std::vector<domain::LegHit>> restrict(
        const RequestContext& context,
        const ports::SearchScope& scope,
        std::span<const domain::LegHit> chunks
    ) override {
        return calls_.observe(context, "restrict", [&](const RequestContext& own) {
            return inner_.restrict(own, scope, chunks);
        });
    }

    Result<std::vector<domain::Facet>> facets(
        const RequestContext& context, const ports::FacetQuery& query
    ) override {
        return calls_.observe(context, "facets", [&](const RequestContext& own) {
            return inner_.facets(own, query);
        });
    }

    Result<std::vector<ports::TermScore>> explain(
        const RequestContext& context, const ports::LexicalQuery& query, const domain::LegHit& chunk
    ) override {
        return calls_.observe(context, "explain", [&](const RequestContext& own) {
            return inner_.explain(own, query, chunk);
        });
    }

    Result<void> remove(const RequestContext& context, const DatasetId& dataset) override {
        return calls_.observe(context, "remove_dataset", [&](const RequestContext& own) {
            return inner_.remove(own, dataset);
        });
    }

    Result<void> flush(const RequestContext& context, ports::Sequence floor) override {
        return calls_.observe(context, "flush", [&](const RequestContext& own) {
            return inner_.flush(own, floor);
        });
    }

    ports::Sequence covered() const override { return inner_.covered(); }

  private:
    ports::SearchIndex& inner_;
    const BackendCalls calls_;
};

}  // namespace lectern::decorators
