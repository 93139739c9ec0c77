#include "transport/rest/codec_retrieve.hpp"

#include <chrono>
#include <utility>

#include "transport/rest/codec_page.hpp"
#include "transport/rest/codec_value.hpp"

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

std::vector<domain::Filter> decode_parts(const json::value& list) {
    std::vector<domain::Filter> parts;
    for (const json::value& part : list.as_array())
        parts.push_back(decode_filter(part.as_object()));
    return parts;
}

std::optional<domain::Scalar> decode_bound(const json::object& range, std::string_view name) {
    const json::value* value = range.if_contains(name);
    if (value == nullptr) return std::nullopt;
    return decode_scalar(*value);
}

domain::In decode_in(const json::object& condition) {
    domain::In in{.field = text_or(condition, "field"), .values = {}};
    if (const json::value* value = condition.if_contains("value"))
        in.values.push_back(decode_scalar(*value));
    if (const json::value* values = condition.if_contains("values")) {
        for (const json::value& value : values->as_array())
            in.values.push_back(decode_scalar(value));
    }
    return in;
}

domain::Range decode_range(const json::object& condition) {
    return {
        .field = text_or(condition, "field"),
        .greater = decode_bound(condition, "gt"),
        .greater_or_equal = decode_bound(condition, "gte"),
        .less = decode_bound(condition, "lt"),
        .less_or_equal = decode_bound(condition, "lte"),
    };
}

domain::RetrievalMode decode_mode(std::string_view name) {
    return domain::parse_retrieval_mode(name).value_or(services::RetrieveRequest{}.mode);
}

std::vector<domain::FacetRequest> decode_facets(const json::object& body) {
    std::vector<domain::FacetRequest> facets;
    const json::value* list = body.if_contains("facets");
    if (list == nullptr) return facets;
    for (const json::value& element : list->as_array()) {
        if (const auto* name = element.if_string()) {
            facets.push_back({.field = std::string(*name)});
            continue;
        }
        const json::object& facet = element.as_object();
        facets.push_back(
            {.field = text_or(facet, "field"),
             .limit = count_or(facet, "limit", domain::FacetRequest{}.limit)}
        );
    }
    return facets;
}

services::LegWeights decode_weights(const json::object& body) {
    const services::LegWeights defaults;
    const json::value* value = body.if_contains("weights");
    if (value == nullptr) return defaults;
    const json::object& weights = value->as_object();
    return {
        .lexical = number_or(weights, "lexical", defaults.lexical),
        .vector = number_or(weights, "vector", defaults.vector),
        .graph = number_or(weights, "graph", defaults.graph),
    };
}

json::object encode(const domain::ByteRange& range) {
    return {{"begin", range.begin}, {"end", range.end}};
}

json::object encode(const services::Highlight& highlight) {
    json::array matches;
    for (const domain::ByteRange& match : highlight.matches) matches.push_back(encode(match));
    return {{"snippet", highlight.snippet}, {"matches", std::move(matches)}};
}

json::object encode(const domain::Contribution& contribution) {
    return {
        {"leg", to_string(contribution.leg)},
        {"rank", contribution.rank},
        {"score", contribution.score},
        {"weight", contribution.weight},
        {"fused", contribution.fused},
    };
}

json::object encode(const ports::TermScore& term) {
    return {
        {"term", term.term},
        {"frequency", term.frequency},
        {"document_frequency", term.document_frequency},
        {"inverse_document_frequency", term.inverse_document_frequency},
        {"score", term.score},
    };
}

json::object encode(const services::HitExplanation& explanation) {
    json::array contributions;
    for (const auto& contribution : explanation.contributions)
        contributions.push_back(encode(contribution));
    json::array terms;
    for (const auto& term : explanation.terms) terms.push_back(encode(term));
    json::array entities;
    for (const auto& entity : explanation.entities) entities.emplace_back(entity.value);
    return {
        {"contributions", std::move(contributions)},
        {"terms", std::move(terms)},
        {"entities", std::move(entities)},
        {"rank_constant", explanation.rank_constant},
    };
}

json::object encode(const services::RetrievedHit& hit) {
    json::array headings;
    for (const std::string& heading : hit.headings) headings.emplace_back(heading);
    json::array highlights;
    for (const auto& highlight : hit.highlights) highlights.push_back(encode(highlight));
    json::object object{
        {"document_id", hit.document.value},
        {"chunk_id", to_string(hit.chunk)},
        {"dataset", hit.dataset.value},
        {"score", hit.score},
        {"title", hit.title},
        {"url", hit.url},
        {"text", hit.text},
        {"headings", std::move(headings)},
        {"source", encode(hit.source)},
        {"metadata", rest::encode(hit.metadata)},
        {"highlights", std::move(highlights)},
    };
    if (hit.explanation) object["explain"] = encode(*hit.explanation);
    return object;
}

json::object encode(const domain::Facet& facet) {
    json::array values;
    for (const domain::FacetValue& value : facet.values) {
        values.push_back(json::object{{"value", rest::encode(value.value)}, {"count", value.count}}
        );
    }
    return {{"field", facet.field}, {"values", std::move(values)}};
}

json::object encode(const Timings& timings) {
    json::object object;
    for (const StageTiming& timing : timings) {
        object[timing.stage] = std::chrono::duration<double, std::milli>(timing.duration).count();
    }
    return object;
}

}  // namespace

domain::Filter decode_filter(const json::object& object) {
    const json::key_value_pair& condition = *object.begin();
    const std::string_view kind = condition.key();
    const json::value& value = condition.value();
    if (kind == "and") return {domain::AllOf{decode_parts(value)}};
    if (kind == "or") return {domain::AnyOf{decode_parts(value)}};
    if (kind == "not") return {domain::NoneOf{{decode_filter(value.as_object())}}};
    if (kind == "range") return {decode_range(value.as_object())};
    if (kind == "exists") return {domain::Exists{text_or(value.as_object(), "field")}};
    return {decode_in(value.as_object())};
}

Result<services::RetrieveRequest> decode_retrieve_request(const json::object& body) {
    const services::RetrieveRequest defaults;
    services::RetrieveRequest request{
        .query = text_or(body, "query"),
        .mode = decode_mode(text_or(body, "mode", to_string(defaults.mode))),
        .top_k = count_or(body, "top_k", defaults.top_k),
        .weights = decode_weights(body),
        .highlight = flag_or(body, "highlight", defaults.highlight),
        .explain = flag_or(body, "explain", defaults.explain),
        .include_text = flag_or(body, "include_text", defaults.include_text),
        .facets = decode_facets(body),
        .cursor = text_or(body, "cursor"),
    };
    for (std::string& id : texts_of(body, "datasets")) request.datasets.push_back({std::move(id)});
    if (const json::value* filter = body.if_contains("filter"))
        request.filter = decode_filter(filter->as_object());
    Violations violations;
    if (const json::value* vector = body.if_contains("vector")) {
        request.vector = decode_vector(*vector, "/vector", violations);
    }
    if (violations.empty()) return request;
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = "the request body is not valid",
        .violations = std::move(violations),
    });
}

services::RetrieveRequest decode_retrieve_request(const Parameters& parameters) {
    services::RetrieveRequest request{
        .query = parameters.text("q"),
        .mode = decode_mode(parameters.text("mode")),
        .top_k = parameters.count("top_k"),
        .highlight = parameters.flag("highlight"),
        .explain = parameters.flag("explain"),
        .cursor = parameters.text("cursor"),
    };
    for (std::string& id : parameters.texts("dataset")) request.datasets.push_back({std::move(id)});
    for (std::string& field : parameters.texts("facet"))
        request.facets.push_back({.field = std::move(field)});
    return request;
}

json::object encode(const services::RetrieveResponse& response) {
    json::array hits;
    hits.reserve(response.hits.size());
    for (const auto& hit : response.hits) hits.push_back(encode(hit));
    json::array facets;
    for (const auto& facet : response.facets) facets.push_back(encode(facet));
    json::array degraded;
    for (const domain::Leg leg : response.degraded) degraded.emplace_back(to_string(leg));
    return {
        {"hits", std::move(hits)},
        {"total",
         {{"value", response.total.value}, {"relation", response.total.exact ? "equal" : "at_least"}
         }},
        {"facets", std::move(facets)},
        {"timings", encode(response.timings)},
        {"degraded", std::move(degraded)},
        {"next_cursor", encode_cursor(response.next_cursor)},
    };
}

}  // namespace lectern::transport::rest
