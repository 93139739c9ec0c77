#include "transport/grpc/codec_retrieve.hpp"

#include <chrono>
#include <utility>

#include "transport/grpc/codec_enum.hpp"
#include "transport/grpc/codec_filter.hpp"
#include "transport/grpc/codec_value.hpp"

namespace lectern::transport::grpc {
namespace {

services::LegWeights decode(const v1::LegWeights& weights) {
    services::LegWeights decoded;
    if (weights.has_lexical()) decoded.lexical = weights.lexical();
    if (weights.has_vector()) decoded.vector = weights.vector();
    if (weights.has_graph()) decoded.graph = weights.graph();
    return decoded;
}

domain::FacetRequest decode(const v1::FacetRequest& facet) {
    domain::FacetRequest decoded{.field = facet.field()};
    if (facet.has_limit()) decoded.limit = facet.limit();
    return decoded;
}

v1::Highlight encode(const services::Highlight& highlight) {
    v1::Highlight encoded;
    encoded.set_snippet(highlight.snippet);
    for (const auto& match : highlight.matches) *encoded.add_matches() = grpc::encode(match);
    return encoded;
}

v1::Contribution encode(const domain::Contribution& contribution) {
    v1::Contribution encoded;
    encoded.set_leg(grpc::encode(contribution.leg));
    encoded.set_rank(contribution.rank);
    encoded.set_score(contribution.score);
    encoded.set_weight(contribution.weight);
    encoded.set_fused(contribution.fused);
    return encoded;
}

v1::TermScore encode(const ports::TermScore& term) {
    v1::TermScore encoded;
    encoded.set_term(term.term);
    encoded.set_frequency(term.frequency);
    encoded.set_document_frequency(term.document_frequency);
    encoded.set_inverse_document_frequency(term.inverse_document_frequency);
    encoded.set_score(term.score);
    return encoded;
}

v1::Explanation encode(const services::HitExplanation& explanation) {
    v1::Explanation encoded;
    for (const auto& contribution : explanation.contributions)
        *encoded.add_contributions() = encode(contribution);
    for (const auto& term : explanation.terms) *encoded.add_terms() = encode(term);
    for (const auto& entity : explanation.entities) encoded.add_entities(entity.value);
    encoded.set_rank_constant(explanation.rank_constant);
    return encoded;
}

v1::Hit encode(const services::RetrievedHit& hit) {
    v1::Hit encoded;
    encoded.set_document_id(hit.document.value);
    encoded.set_chunk_id(to_string(hit.chunk));
    encoded.set_dataset(hit.dataset.value);
    encoded.set_score(hit.score);
    encoded.set_title(hit.title);
    encoded.set_url(hit.url);
    encoded.set_text(hit.text);
    for (const std::string& heading : hit.headings) encoded.add_headings(heading);
    *encoded.mutable_source() = grpc::encode(hit.source);
    *encoded.mutable_metadata() = grpc::encode(hit.metadata);
    for (const auto& highlight : hit.highlights) *encoded.add_highlights() = encode(highlight);
    if (hit.explanation) *encoded.mutable_explain() = encode(*hit.explanation);
    return encoded;
}

v1::Facet encode(const domain::Facet& facet) {
    v1::Facet encoded;
    encoded.set_field(facet.field);
    for (const domain::FacetValue& value : facet.values) {
        auto* out = encoded.add_values();
        *out->mutable_value() = grpc::encode(value.value);
        out->set_count(value.count);
    }
    return encoded;
}

v1::Total encode(const domain::Total& total) {
    v1::Total encoded;
    encoded.set_value(total.value);
    encoded.set_relation(total.exact ? v1::TOTAL_RELATION_EQUAL : v1::TOTAL_RELATION_AT_LEAST);
    return encoded;
}

}  // namespace

services::RetrieveRequest decode(const v1::RetrieveRequest& request, Violations& violations) {
    services::RetrieveRequest decoded{
        .query = request.query(),
        .weights = decode(request.weights()),
        .explain = request.explain(),
        .cursor = request.cursor(),
    };
    decoded.mode = decode(request.mode(), "/mode", violations).value_or(decoded.mode);
    for (const std::string& id : request.datasets()) decoded.datasets.push_back({id});
    if (request.has_top_k()) decoded.top_k = request.top_k();
    if (request.has_filter()) decoded.filter = decode(request.filter(), "/filter", violations);
    if (request.has_vector()) decoded.vector = decode(request.vector(), "/vector", violations);
    if (request.has_highlight()) decoded.highlight = request.highlight();
    if (request.has_include_text()) decoded.include_text = request.include_text();
    for (const auto& facet : request.facets()) decoded.facets.push_back(decode(facet));
    violations.check_length("/cursor", decoded.cursor, 0, Violations::longest_cursor);
    return decoded;
}

v1::RetrieveResponse encode(const services::RetrieveResponse& response) {
    v1::RetrieveResponse encoded;
    for (const auto& hit : response.hits) *encoded.add_hits() = encode(hit);
    *encoded.mutable_total() = encode(response.total);
    for (const auto& facet : response.facets) *encoded.add_facets() = encode(facet);
    auto& timings = *encoded.mutable_timings();
    for (const StageTiming& timing : response.timings) {
        timings[timing.stage] = std::chrono::duration<double, std::milli>(timing.duration).count();
    }
    for (const domain::Leg leg : response.degraded) encoded.add_degraded(encode(leg));
    encoded.set_next_cursor(response.next_cursor);
    return encoded;
}

}  // namespace lectern::transport::grpc
