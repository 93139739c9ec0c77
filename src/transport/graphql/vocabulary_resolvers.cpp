#include <utility>

#include "transport/graphql/connection.hpp"
#include "transport/graphql/document_codec.hpp"
#include "transport/graphql/resolvers.hpp"

namespace lectern::transport::graphql {
namespace {

using domain::Vocabulary;

VocabularyId id_of(const RootCall& call) { return {call.arguments.text("id")}; }

Resolved find(RootCall& call) {
    auto vocabulary = call.services().graph.find_vocabulary(call.context, id_of(call));
    if (!vocabulary) return fail(vocabulary);
    return Source::of(std::move(*vocabulary));
}

Resolved list(RootCall& call) {
    const auto page = decode_page_request(call.arguments);
    if (!page) return page.error();
    return connection_of(call.services().graph.list_vocabularies(call.context, *page));
}

Resolved put(RootCall& call) {
    const Arguments input(*call.arguments.object("input"));
    Vocabulary vocabulary{
        .id = {input.text("id")},
        .entities = decode_entities(input),
        .relations = decode_relations(input)
    };
    call.target = vocabulary.id.value;
    auto done = call.services().graph.put_vocabulary(call.context, vocabulary);
    if (!done) return fail(done);
    return Source::of(std::move(vocabulary));
}

Resolved remove(RootCall& call) {
    call.target = id_of(call).value;
    auto removed = call.services().graph.remove_vocabulary(call.context, id_of(call));
    if (!removed) return fail(removed);
    return Source::of(id_of(call));
}

void bind_vocabulary(Resolvers& resolvers) {
    using T = Vocabulary;
    resolvers.get<T>("Vocabulary.id", [](const T& it) { return it.id.value; });
    resolvers.get<T>("Vocabulary.entityCount", [](const T& it) {
        return encode_whole(it.entities.size());
    });
    resolvers.get<T>("Vocabulary.relationCount", [](const T& it) {
        return encode_whole(it.relations.size());
    });
    bind_parts<T>(resolvers, "Vocabulary.entities", [](const T& it) -> const auto& {
        return it.entities;
    });
    bind_parts<T>(resolvers, "Vocabulary.relations", [](const T& it) -> const auto& {
        return it.relations;
    });
}

}  // namespace

void bind_vocabularies(Resolvers& resolvers) {
    bind_root(resolvers, "Query.vocabulary", "getVocabulary", find);
    bind_root(resolvers, "Query.vocabularies", "listVocabularies", list);
    bind_root(resolvers, "Mutation.putVocabulary", "putVocabulary", put);
    bind_root(resolvers, "Mutation.deleteVocabulary", "deleteVocabulary", remove);
    bind_vocabulary(resolvers);
    bind_connection(resolvers, "Vocabulary");
    bind_same(resolvers, "PutVocabularyPayload.vocabulary");
    resolvers.get<VocabularyId>("DeleteVocabularyPayload.vocabularyId", [](const VocabularyId& it) {
        return it.value;
    });
}

}  // namespace lectern::transport::graphql
