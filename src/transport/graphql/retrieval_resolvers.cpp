#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "transport/graphql/loading.hpp"
#include "transport/graphql/resolvers.hpp"
#include "transport/graphql/retrieval_codec.hpp"
#include "transport/graphql/scalars.hpp"
#include "transport/graphql/value_text.hpp"

namespace lectern::transport::graphql {
namespace {

using domain::ByteRange;
using domain::Contribution;
using domain::Facet;
using domain::FacetValue;
using services::Highlight;
using services::HitExplanation;
using services::RetrievedHit;
using services::RetrieveResponse;
// As the services' headers name it; this layer does not include the ports.
using TermScore = decltype(HitExplanation::terms)::value_type;

Resolved retrieve(RootCall& call) {
    auto request = decode_retrieve_request(Arguments(*call.arguments.object("input")));
    if (!request) return fail(request);
    auto response = call.services().retrieval.retrieve(call.context, *request);
    if (!response) return fail(response);
    std::ranges::copy(response->timings, std::back_inserter(call.state.timings()));
    return Source::of(std::move(*response));
}

Result<std::vector<Resolved>> load_hit_documents(NestedCall& call) {
    std::vector<services::DocumentPlace> places;
    places.reserve(call.parents.size());
    for (const Source& parent : call.parents) {
        const auto& hit = parent.get<RetrievedHit>();
        places.push_back({.dataset = hit.dataset, .id = hit.document});
    }
    return load_documents(call, places);
}

Result<std::vector<Resolved>> load_hit_datasets(NestedCall& call) {
    return load_datasets<RetrievedHit>(call, [](const RetrievedHit& hit) { return hit.dataset; });
}

language::Value encode_legs(const RetrieveResponse& response) {
    language::List legs;
    for (const domain::Leg leg : response.degraded) legs.emplace_back(enum_value(to_string(leg)));
    return legs;
}

language::Value encode_entities(const HitExplanation& explanation) {
    language::List ids;
    for (const EntityId& id : explanation.entities) ids.emplace_back(id.value);
    return ids;
}

double milliseconds_of(const StageTiming& timing) {
    return std::chrono::duration<double, std::milli>(timing.duration).count();
}

void bind_response(Resolvers& resolvers) {
    using T = RetrieveResponse;
    bind_parts<T>(resolvers, "RetrieveResult.hits", [](const T& it) -> const auto& {
        return it.hits;
    });
    bind_part<T>(resolvers, "RetrieveResult.total", [](const T& it) -> const auto& {
        return it.total;
    });
    bind_parts<T>(resolvers, "RetrieveResult.facets", [](const T& it) -> const auto& {
        return it.facets;
    });
    bind_parts<T>(resolvers, "RetrieveResult.timings", [](const T& it) -> const auto& {
        return it.timings;
    });
    resolvers.get<T>("RetrieveResult.degraded", encode_legs);
    resolvers.get<T>("RetrieveResult.nextCursor", [](const T& it) -> language::Value {
        if (it.next_cursor.empty()) return nullptr;
        return it.next_cursor;
    });
    resolvers.get<domain::Total>("Total.value", [](const domain::Total& it) {
        return encode_whole(it.value);
    });
    resolvers.get<domain::Total>("Total.relation", [](const domain::Total& it) {
        return it.exact ? "EQUAL" : "AT_LEAST";
    });
    resolvers.get<StageTiming>("StageTiming.stage", [](const StageTiming& it) { return it.stage; });
    resolvers.get<StageTiming>("StageTiming.milliseconds", milliseconds_of);
    resolvers.get<Facet>("Facet.field", [](const Facet& it) { return it.field; });
    bind_parts<Facet>(resolvers, "Facet.values", [](const Facet& it) -> const auto& {
        return it.values;
    });
    resolvers.get<FacetValue>("FacetValue.value", [](const FacetValue& it) {
        return encode(it.value);
    });
    resolvers.get<FacetValue>("FacetValue.count", [](const FacetValue& it) {
        return encode_whole(it.count);
    });
}

void bind_hit(Resolvers& resolvers) {
    using T = RetrievedHit;
    resolvers.get<T>("Hit.documentId", [](const T& it) { return it.document.value; });
    resolvers.get<T>("Hit.chunkId", [](const T& it) { return to_string(it.chunk); });
    resolvers.get<T>("Hit.datasetId", [](const T& it) { return it.dataset.value; });
    resolvers.get<T>("Hit.score", [](const T& it) { return it.score; });
    resolvers.get<T>("Hit.title", [](const T& it) { return it.title; });
    resolvers.get<T>("Hit.url", [](const T& it) { return it.url; });
    resolvers.get<T>("Hit.text", [](const T& it) { return it.text; });
    resolvers.get<T>("Hit.headings", [](const T& it) { return encode_texts(it.headings); });
    bind_part<T>(resolvers, "Hit.source", [](const T& it) -> const auto& { return it.source; });
    resolvers.get<T>("Hit.metadata", [](const T& it) { return encode(it.metadata); });
    bind_parts<T>(resolvers, "Hit.highlights", [](const T& it) -> const auto& {
        return it.highlights;
    });
    bind_optional_part<T>(resolvers, "Hit.explain", [](const T& it) -> const auto& {
        return it.explanation;
    });
    bind_nested(resolvers, "Hit.document", "getDocument", load_hit_documents);
    bind_nested(resolvers, "Hit.dataset", "getDataset", load_hit_datasets);
    resolvers.get<ByteRange>("ByteRange.begin", [](const ByteRange& it) {
        return encode_whole(it.begin);
    });
    resolvers.get<ByteRange>("ByteRange.end", [](const ByteRange& it) {
        return encode_whole(it.end);
    });
    resolvers.get<Highlight>("Highlight.snippet", [](const Highlight& it) { return it.snippet; });
    bind_parts<Highlight>(resolvers, "Highlight.matches", [](const Highlight& it) -> const auto& {
        return it.matches;
    });
}

void bind_explanation(Resolvers& resolvers) {
    using T = HitExplanation;
    bind_parts<T>(resolvers, "Explanation.contributions", [](const T& it) -> const auto& {
        return it.contributions;
    });
    bind_parts<T>(resolvers, "Explanation.terms", [](const T& it) -> const auto& {
        return it.terms;
    });
    resolvers.get<T>("Explanation.entities", encode_entities);
    resolvers.get<T>("Explanation.rankConstant", [](const T& it) { return it.rank_constant; });
    using C = Contribution;
    resolvers.get<C>("Contribution.leg", [](const C& it) { return enum_value(to_string(it.leg)); });
    resolvers.get<C>("Contribution.rank", [](const C& it) { return encode_whole(it.rank); });
    resolvers.get<C>("Contribution.score", [](const C& it) { return it.score; });
    resolvers.get<C>("Contribution.weight", [](const C& it) { return it.weight; });
    resolvers.get<C>("Contribution.fused", [](const C& it) { return it.fused; });
    using S = TermScore;
    resolvers.get<S>("TermScore.term", [](const S& it) { return it.term; });
    resolvers.get<S>("TermScore.frequency", [](const S& it) { return encode_whole(it.frequency); });
    resolvers.get<S>("TermScore.documentFrequency", [](const S& it) {
        return encode_whole(it.document_frequency);
    });
    resolvers.get<S>("TermScore.inverseDocumentFrequency", [](const S& it) {
        return it.inverse_document_frequency;
    });
    resolvers.get<S>("TermScore.score", [](const S& it) { return it.score; });
}

}  // namespace

void bind_retrieval(Resolvers& resolvers) {
    bind_root(resolvers, "Query.retrieve", "retrieve", retrieve);
    bind_response(resolvers);
    bind_hit(resolvers);
    bind_explanation(resolvers);
}

}  // namespace lectern::transport::graphql
