#include <algorithm>
#include <set>

#include "backends/localindex/local_index.hpp"

namespace lectern::backends::localindex {
namespace {

const ScopedDataset* find_in(const Scope& scope, const DatasetId& id) {
    const auto found =
        std::ranges::find_if(scope, [&](const ScopedDataset& each) { return each.id() == id; });
    return found == scope.end() ? nullptr : &*found;
}

domain::Facet to_facet(const domain::FacetRequest& request, const index::ValueCounts& counts) {
    domain::Facet facet{.field = request.field};
    for (const auto& [value, count] : counts)
        facet.values.push_back({.value = value, .count = count});
    // They come in the order of values, which a stable sort keeps among equal counts.
    std::ranges::stable_sort(facet.values, std::ranges::greater{}, &domain::FacetValue::count);
    if (facet.values.size() > request.limit) facet.values.resize(request.limit);
    return facet;
}

}  // namespace

Result<Scope> LocalIndex::open_scope(const RequestContext& context, const ports::SearchScope& scope)
    const {
    if (auto going = context.check(); !going) return fail(going);
    Scope opened;
    std::set<DatasetId> seen;
    for (const domain::Dataset& each : scope.datasets) {
        if (!seen.insert(each.id).second) continue;
        auto dataset = find({.tenant = context.principal.tenant, .dataset = each.id});
        if (!dataset) continue;
        auto snapshot = dataset->index().snapshot();
        index::Selection selection = snapshot->select(scope.filter ? &*scope.filter : nullptr);
        opened.push_back(
            {.dataset = std::move(dataset),
             .snapshot = std::move(snapshot),
             .selection = std::move(selection)}
        );
    }
    return opened;
}

Result<domain::LegResult> LocalIndex::search(
    const RequestContext& context, const ports::LexicalQuery& query
) {
    const auto scope = open_scope(context, query.scope);
    if (!scope) return fail(Error(scope.error()));
    const ScopedTerms terms(*scope, query.text);
    HitMerger merger;
    for (const ScopedDataset& each : *scope) {
        if (auto going = context.check(); !going) return fail(going);
        merger.add(
            each.id(),
            each.snapshot->search(terms.request(each, options_.tuning, query.limit), each.selection)
        );
    }
    return merger.take(query.limit);
}

Result<domain::LegResult> LocalIndex::search(
    const RequestContext& context, const ports::VectorQuery& query
) {
    const auto scope = open_scope(context, query.scope);
    if (!scope) return fail(Error(scope.error()));
    const index::VectorRequest request{
        .vector = query.vector,
        .limit = query.limit,
        .exact = query.exact,
        .candidates = options_.vector_candidates,
    };
    HitMerger merger;
    for (const ScopedDataset& each : *scope) {
        if (auto going = context.check(); !going) return fail(going);
        merger.add(each.id(), each.snapshot->search(request, each.selection));
    }
    return merger.take(query.limit);
}

Result<std::vector<domain::LegHit>> LocalIndex::restrict(
    const RequestContext& context,
    const ports::SearchScope& scope,
    std::span<const domain::LegHit> chunks
) {
    const auto opened = open_scope(context, scope);
    if (!opened) return fail(Error(opened.error()));
    std::vector<domain::LegHit> kept;
    for (const domain::LegHit& hit : chunks) {
        const ScopedDataset* in = find_in(*opened, hit.dataset);
        if (in != nullptr && in->snapshot->contains(hit.chunk, in->selection)) kept.push_back(hit);
    }
    return kept;
}

Result<std::vector<domain::Facet>> LocalIndex::facets(
    const RequestContext& context, const ports::FacetQuery& query
) {
    const auto scope = open_scope(context, query.scope);
    if (!scope) return fail(Error(scope.error()));
    std::vector<domain::Facet> facets;
    for (const domain::FacetRequest& request : query.facets) {
        index::ValueCounts counts;
        for (const ScopedDataset& each : *scope) {
            std::optional<std::vector<index::QueryTerm>> terms;
            if (query.text) terms = analyze_query(*query.text, each.dataset->analyzer());
            const auto* of_query = terms ? &*terms : nullptr;
            for (const auto& [value, count] :
                 each.snapshot->count_values(request.field, each.selection, of_query)) {
                counts[value] += count;
            }
        }
        facets.push_back(to_facet(request, counts));
    }
    return facets;
}

Result<std::vector<ports::TermScore>> LocalIndex::explain(
    const RequestContext& context, const ports::LexicalQuery& query, const domain::LegHit& chunk
) {
    const auto scope = open_scope(context, query.scope);
    if (!scope) return fail(Error(scope.error()));
    std::vector<ports::TermScore> scores;
    const ScopedDataset* in = find_in(*scope, chunk.dataset);
    if (in == nullptr) return scores;
    const ScopedTerms terms(*scope, query.text);
    for (index::TermContribution& each :
         in->snapshot->explain(chunk.chunk, terms.request(*in, options_.tuning, 1))) {
        scores.push_back({
            .term = std::move(each.term),
            .frequency = each.frequency,
            .document_frequency = each.document_frequency,
            .inverse_document_frequency = each.inverse_document_frequency,
            .score = each.score,
        });
    }
    return scores;
}

}  // namespace lectern::backends::localindex
