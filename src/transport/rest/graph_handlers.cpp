#include <utility>

#include "transport/rest/codec_graph.hpp"
#include "transport/rest/codec_page.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

DatasetId dataset_id(const Call& call) { return {call.parameters.text("dataset")}; }
EntityId entity_id(const Call& call) { return {call.parameters.text("entity_id")}; }
VocabularyId vocabulary_id(const Call& call) { return {call.parameters.text("vocabulary_id")}; }

Result<http::Response> list_entities(services::GraphService& graph, Call& call) {
    const ports::EntityFilter filter{
        .type = call.parameters.optional_text("type"), .name = call.parameters.optional_text("name")
    };
    auto page =
        graph.list(call.context, dataset_id(call), filter, decode_page_request(call.parameters));
    if (!page) return fail(page);
    return json_response(encode_page(*page, [](const domain::Entity& entity) {
        return encode(entity);
    }));
}

Result<http::Response> find_entity(services::GraphService& graph, Call& call) {
    auto entity = graph.find(call.context, dataset_id(call), entity_id(call));
    if (!entity) return fail(entity);
    return json_response(encode(*entity));
}

Result<http::Response> list_neighbours(services::GraphService& graph, Call& call) {
    const ports::NeighbourRequest request{
        .entities = {entity_id(call)},
        .depth = call.parameters.count("depth"),
        .limit = call.parameters.count("limit"),
    };
    auto neighbours = graph.neighbours(call.context, dataset_id(call), request);
    if (!neighbours) return fail(neighbours);
    return json_response(encode_neighbours(*neighbours));
}

Result<http::Response> list_vocabularies(services::GraphService& graph, Call& call) {
    auto page = graph.list_vocabularies(call.context, decode_page_request(call.parameters));
    if (!page) return fail(page);
    return json_response(encode_page(*page, encode_summary));
}

Result<http::Response> put_vocabulary(services::GraphService& graph, Call& call) {
    const domain::Vocabulary vocabulary = decode_vocabulary(vocabulary_id(call), call.json());
    auto put = graph.put_vocabulary(call.context, vocabulary);
    if (!put) return fail(put);
    return json_response(encode(vocabulary));
}

Result<http::Response> find_vocabulary(services::GraphService& graph, Call& call) {
    auto vocabulary = graph.find_vocabulary(call.context, vocabulary_id(call));
    if (!vocabulary) return fail(vocabulary);
    return json_response(encode(*vocabulary));
}

Result<http::Response> remove_vocabulary(services::GraphService& graph, Call& call) {
    auto removed = graph.remove_vocabulary(call.context, vocabulary_id(call));
    if (!removed) return fail(removed);
    return empty_response();
}

}  // namespace

void bind_graph(Bindings& bindings, services::GraphService& graph) {
    bindings.bind("listEntities", [&graph](Call& call) { return list_entities(graph, call); });
    bindings.bind("getEntity", [&graph](Call& call) { return find_entity(graph, call); });
    bindings.bind("listNeighbours", [&graph](Call& call) { return list_neighbours(graph, call); });
    bindings.bind("listVocabularies", [&graph](Call& call) {
        return list_vocabularies(graph, call);
    });
    bindings.bind("putVocabulary", [&graph](Call& call) { return put_vocabulary(graph, call); });
    bindings.bind("getVocabulary", [&graph](Call& call) { return find_vocabulary(graph, call); });
    bindings.bind("deleteVocabulary", [&graph](Call& call) {
        return remove_vocabulary(graph, call);
    });
}

}  // namespace lectern::transport::rest
