#include <utility>

#include "transport/graphql/connection.hpp"
#include "transport/graphql/resolvers.hpp"
#include "transport/graphql/scalars.hpp"

namespace lectern::transport::graphql {
namespace {

using domain::DatasetSettings;
using services::DatasetSummary;

struct MadeDataset {
    DatasetSummary dataset{};
    bool created = false;
};

struct DeclaredField {
    std::string path{};
    domain::FieldType type{};
};

Resolved find(RootCall& call) {
    const DatasetId id{call.arguments.text("id")};
    if (auto good = domain::validate(id); !good) return fail(good);
    auto dataset = call.services().datasets.find(call.context, id);
    if (!dataset) return fail(dataset);
    return Source::of(std::move(*dataset));
}

Resolved list(RootCall& call) {
    const auto page = decode_page_request(call.arguments);
    if (!page) return page.error();
    return connection_of(call.services().datasets.list(call.context, *page));
}

void decode_fields(const Arguments& input, DatasetSettings& settings) {
    const language::List* fields = input.list("fields");
    if (fields == nullptr) return;
    for (const language::Value& element : *fields) {
        const Arguments field(*element.as_object());
        if (const auto type = domain::parse_field_type(field.name_of("type")))
            settings.fields.insert_or_assign(field.text("path"), *type);
    }
}

DatasetSettings decode_settings(const Arguments& input) {
    DatasetSettings settings;
    settings.language = input.text("language", settings.language);
    if (const language::Object* object = input.object("chunking")) {
        const Arguments chunking(*object);
        settings.chunking = {
            .max_tokens = chunking.count("maxTokens", settings.chunking.max_tokens),
            .overlap_tokens = chunking.count("overlapTokens", settings.chunking.overlap_tokens),
        };
    }
    if (const language::Object* object = input.object("embedding")) {
        const Arguments embedding(*object);
        settings.embedding = {
            .kind = domain::parse_embedding_kind(embedding.name_of("kind"))
                        .value_or(settings.embedding.kind),
            .dimensions = embedding.count("dimensions", settings.embedding.dimensions),
        };
    }
    decode_fields(input, settings);
    return settings;
}

// Two makers at once may both be told that they made it; both are right that it is there now.
Resolved create(RootCall& call) {
    const Arguments input(*call.arguments.object("input"));
    const DatasetId id{input.text("id")};
    call.target = id.value;
    const language::Object* object = input.object("settings");
    const DatasetSettings settings =
        object == nullptr ? DatasetSettings{} : decode_settings(Arguments(*object));
    services::DatasetService& datasets = call.services().datasets;
    auto present = datasets.find(call.context, id);
    if (!present && present.error().code != ErrorCode::not_found) return fail(present);
    auto made = datasets.create(call.context, id, settings);
    if (!made) return fail(made);
    MadeDataset result{.dataset = {.dataset = std::move(*made)}, .created = !present};
    if (present) result.dataset.counts = present->counts;
    return Source::of(std::move(result));
}

Resolved remove(RootCall& call) {
    const DatasetId id{call.arguments.text("id")};
    call.target = id.value;
    if (auto good = domain::validate(id); !good) return fail(good);
    auto removed = call.services().datasets.remove(call.context, id);
    if (!removed) return fail(removed);
    return Source::of(id);
}

Result<std::vector<Resolved>> load_documents_of(NestedCall& call) {
    const auto page = decode_page_request(call.arguments);
    if (!page) return fail(page.error());
    std::vector<DatasetId> ids;
    for (const Source& parent : call.parents)
        ids.push_back(parent.get<DatasetSummary>().dataset.id);
    auto pages = call.services().documents.list_many(call.context, ids, *page);
    if (!pages) return fail(pages);
    std::vector<Resolved> results;
    for (auto& documents : *pages) results.push_back(connection_of(std::move(documents)));
    return results;
}

Resolved declared_fields(const FieldCall&, const Source& parent) {
    Resolved::Items fields;
    for (const auto& [path, type] : parent.get<DatasetSettings>().fields)
        fields.emplace_back(Source::of(DeclaredField{.path = path, .type = type}));
    return fields;
}

void bind_settings(Resolvers& resolvers) {
    using T = DatasetSettings;
    using C = domain::ChunkingSettings;
    using E = domain::EmbeddingSettings;
    resolvers.get<T>("DatasetSettings.language", [](const T& it) { return it.language; });
    bind_part<T>(resolvers, "DatasetSettings.chunking", [](const T& it) -> const auto& {
        return it.chunking;
    });
    bind_part<T>(resolvers, "DatasetSettings.embedding", [](const T& it) -> const auto& {
        return it.embedding;
    });
    resolvers.each("DatasetSettings.fields", declared_fields);
    resolvers.get<C>("ChunkingSettings.maxTokens", [](const C& it) {
        return encode_whole(it.max_tokens);
    });
    resolvers.get<C>("ChunkingSettings.overlapTokens", [](const C& it) {
        return encode_whole(it.overlap_tokens);
    });
    resolvers.get<E>("EmbeddingSettings.kind", [](const E& it) {
        return enum_value(to_string(it.kind));
    });
    resolvers.get<E>("EmbeddingSettings.dimensions", [](const E& it) {
        return encode_whole(it.dimensions);
    });
    resolvers.get<DeclaredField>("DeclaredField.path", [](const DeclaredField& it) {
        return it.path;
    });
    resolvers.get<DeclaredField>("DeclaredField.type", [](const DeclaredField& it) {
        return enum_value(to_string(it.type));
    });
}

void bind_dataset(Resolvers& resolvers) {
    using T = DatasetSummary;
    resolvers.get<T>("Dataset.id", [](const T& it) { return it.dataset.id.value; });
    bind_part<T>(resolvers, "Dataset.settings", [](const T& it) -> const auto& {
        return it.dataset.settings;
    });
    resolvers.get<T>("Dataset.createdAt", [](const T& it) {
        return encode(it.dataset.created_at);
    });
    resolvers.get<T>("Dataset.documentCount", [](const T& it) {
        return encode_whole(it.counts.documents);
    });
    resolvers.get<T>("Dataset.chunkCount", [](const T& it) {
        return encode_whole(it.counts.chunks);
    });
    bind_nested(resolvers, "Dataset.documents", "listDocuments", load_documents_of);
}

}  // namespace

void bind_datasets(Resolvers& resolvers) {
    bind_root(resolvers, "Query.dataset", "getDataset", find);
    bind_root(resolvers, "Query.datasets", "listDatasets", list);
    bind_root(resolvers, "Mutation.createDataset", "createDataset", create);
    bind_root(resolvers, "Mutation.deleteDataset", "deleteDataset", remove);
    bind_dataset(resolvers);
    bind_settings(resolvers);
    bind_connection(resolvers, "Dataset");
    using M = MadeDataset;
    bind_part<M>(resolvers, "CreateDatasetPayload.dataset", [](const M& it) -> const auto& {
        return it.dataset;
    });
    resolvers.get<M>("CreateDatasetPayload.created", [](const M& it) { return it.created; });
    resolvers.get<DatasetId>("DeleteDatasetPayload.datasetId", [](const DatasetId& it) {
        return it.value;
    });
}

}  // namespace lectern::transport::graphql
