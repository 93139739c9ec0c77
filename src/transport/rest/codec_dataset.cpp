#include "transport/rest/codec_dataset.hpp"

#include "transport/rest/codec_value.hpp"

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

domain::ChunkingSettings decode_chunking(const json::object& object) {
    const domain::ChunkingSettings defaults;
    return {
        .max_tokens = count_or(object, "max_tokens", defaults.max_tokens),
        .overlap_tokens = count_or(object, "overlap_tokens", defaults.overlap_tokens),
    };
}

domain::EmbeddingSettings decode_embedding(const json::object& object) {
    const domain::EmbeddingSettings defaults;
    const auto kind =
        domain::parse_embedding_kind(text_or(object, "kind", to_string(defaults.kind)));
    return {
        .kind = kind.value_or(defaults.kind),
        .dimensions = count_or(object, "dimensions", defaults.dimensions),
    };
}

}  // namespace

domain::DatasetSettings decode_dataset_settings(const json::object& object) {
    domain::DatasetSettings settings;
    settings.language = text_or(object, "language", settings.language);
    if (const auto* chunking = object.if_contains("chunking"); chunking != nullptr) {
        settings.chunking = decode_chunking(chunking->as_object());
    }
    if (const auto* embedding = object.if_contains("embedding"); embedding != nullptr) {
        settings.embedding = decode_embedding(embedding->as_object());
    }
    const auto* fields = object.if_contains("fields");
    if (fields == nullptr) return settings;
    for (const json::key_value_pair& member : fields->as_object()) {
        const auto type = domain::parse_field_type(std::string_view(member.value().as_string()));
        if (type) settings.fields.emplace(std::string(member.key()), *type);
    }
    return settings;
}

json::object encode(const domain::DatasetSettings& settings) {
    json::object fields;
    for (const auto& [path, type] : settings.fields) fields.emplace(path, to_string(type));
    return {
        {"language", settings.language},
        {"chunking",
         {{"max_tokens", settings.chunking.max_tokens},
          {"overlap_tokens", settings.chunking.overlap_tokens}}},
        {"embedding",
         {{"kind", to_string(settings.embedding.kind)},
          {"dimensions", settings.embedding.dimensions}}},
        {"fields", std::move(fields)},
    };
}

json::object encode(const domain::Dataset& dataset) {
    return {
        {"id", dataset.id.value},
        {"settings", encode(dataset.settings)},
        {"created_at", encode(dataset.created_at)},
    };
}

json::object encode(const services::DatasetSummary& summary) {
    json::object object = encode(summary.dataset);
    object["documents"] = summary.counts.documents;
    object["chunks"] = summary.counts.chunks;
    return object;
}

}  // namespace lectern::transport::rest
