#include <utility>

#include "transport/graphql/connection.hpp"
#include "transport/graphql/loading.hpp"
#include "transport/graphql/resolvers.hpp"
#include "transport/graphql/scalars.hpp"
#include "transport/graphql/value_text.hpp"

namespace lectern::transport::graphql {
namespace {

using domain::Document;

Resolved find(RootCall& call) {
    const DatasetId dataset{call.arguments.text("dataset")};
    const DocumentId id{call.arguments.text("id")};
    auto view = call.services().documents.find(call.context, dataset, id, false);
    if (!view) return fail(view);
    return Source::of(std::move(view->document));
}

Resolved list(RootCall& call) {
    const auto page = decode_page_request(call.arguments);
    if (!page) return page.error();
    const DatasetId dataset{call.arguments.text("dataset")};
    return connection_of(call.services().documents.list(call.context, dataset, *page));
}

Resolved remove(RootCall& call) {
    const Arguments input(*call.arguments.object("input"));
    const DatasetId dataset{input.text("dataset")};
    const DocumentId id{input.text("id")};
    call.target = dataset.value + "/" + id.value;
    std::optional<domain::Version> expected;
    if (input.has("version")) expected = static_cast<domain::Version>(input.whole("version", 0));
    auto removed = call.services().documents.remove(call.context, dataset, id, expected);
    if (!removed) return fail(removed);
    return Source::of(domain::DocumentKey{.tenant = {}, .dataset = dataset, .id = id});
}

Result<std::vector<Resolved>> load_texts(NestedCall& call) {
    std::vector<services::DocumentPlace> places;
    for (const Source& parent : call.parents) {
        const domain::DocumentKey& key = parent.get<Document>().key;
        places.push_back({.dataset = key.dataset, .id = key.id});
    }
    auto texts = call.services().documents.texts(call.context, places);
    if (!texts) return fail(texts);
    std::vector<Resolved> results;
    for (auto& text : *texts) {
        if (text)
            results.emplace_back(std::move(*text));
        else
            results.emplace_back(nullptr);
    }
    return results;
}

Result<std::vector<Resolved>> load_own_datasets(NestedCall& call) {
    return load_datasets<Document>(call, [](const Document& it) { return it.key.dataset; });
}

Result<std::vector<Resolved>> load_own_jobs(NestedCall& call) {
    return load_jobs<Document>(call, [](const Document& it) { return it.job; });
}

void bind_document(Resolvers& resolvers) {
    using T = Document;
    resolvers.get<T>("Document.id", [](const T& it) { return it.key.id.value; });
    resolvers.get<T>("Document.datasetId", [](const T& it) { return it.key.dataset.value; });
    resolvers.get<T>("Document.version", [](const T& it) { return encode_whole(it.version); });
    resolvers.get<T>("Document.title", [](const T& it) { return it.title; });
    resolvers.get<T>("Document.url", [](const T& it) { return it.url; });
    resolvers.get<T>("Document.mediaType", [](const T& it) { return it.media_type; });
    resolvers.get<T>("Document.metadata", [](const T& it) { return encode(it.metadata); });
    resolvers.get<T>("Document.contentHash", [](const T& it) { return it.content_hash; });
    resolvers.get<T>("Document.chunkCount", [](const T& it) {
        return encode_whole(it.chunk_count);
    });
    resolvers.get<T>("Document.jobId", [](const T& it) { return it.job.value; });
    resolvers.get<T>("Document.createdAt", [](const T& it) { return encode(it.created_at); });
    resolvers.get<T>("Document.updatedAt", [](const T& it) { return encode(it.updated_at); });
    bind_nested(resolvers, "Document.text", "getDocument", load_texts);
    bind_nested(resolvers, "Document.dataset", "getDataset", load_own_datasets);
    bind_nested(resolvers, "Document.job", "getJob", load_own_jobs);
}

}  // namespace

void bind_documents(Resolvers& resolvers) {
    bind_root(resolvers, "Query.document", "getDocument", find);
    bind_root(resolvers, "Query.documents", "listDocuments", list);
    bind_root(resolvers, "Mutation.deleteDocument", "deleteDocument", remove);
    bind_document(resolvers);
    bind_connection(resolvers, "Document");
    using K = domain::DocumentKey;
    resolvers.get<K>("DeleteDocumentPayload.datasetId", [](const K& it) {
        return it.dataset.value;
    });
    resolvers.get<K>("DeleteDocumentPayload.documentId", [](const K& it) { return it.id.value; });
}

}  // namespace lectern::transport::graphql
