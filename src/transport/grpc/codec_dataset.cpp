#include "transport/grpc/codec_dataset.hpp"

#include "transport/grpc/codec_enum.hpp"
#include "transport/grpc/codec_value.hpp"

namespace lectern::transport::grpc {

domain::DatasetSettings decode(const v1::DatasetSettings& settings, Violations& violations) {
    domain::DatasetSettings decoded;
    if (settings.has_language()) decoded.language = settings.language();
    const auto& chunking = settings.chunking();
    if (chunking.has_max_tokens()) decoded.chunking.max_tokens = chunking.max_tokens();
    if (chunking.has_overlap_tokens()) decoded.chunking.overlap_tokens = chunking.overlap_tokens();
    decoded.embedding.kind =
        decode(settings.embedding().kind(), "/settings/embedding/kind", violations)
            .value_or(decoded.embedding.kind);
    decoded.embedding.dimensions = settings.embedding().dimensions();
    for (const auto& [path, type] : settings.fields()) {
        const std::string field = "/settings/fields/" + path;
        const auto known = decode(type, field, violations);
        if (known)
            decoded.fields.emplace(path, *known);
        else if (type == v1::FIELD_TYPE_UNSPECIFIED)
            violations.add(field, "names no type");
    }
    return decoded;
}

v1::DatasetSettings encode(const domain::DatasetSettings& settings) {
    v1::DatasetSettings encoded;
    encoded.set_language(settings.language);
    encoded.mutable_chunking()->set_max_tokens(settings.chunking.max_tokens);
    encoded.mutable_chunking()->set_overlap_tokens(settings.chunking.overlap_tokens);
    encoded.mutable_embedding()->set_kind(encode(settings.embedding.kind));
    encoded.mutable_embedding()->set_dimensions(settings.embedding.dimensions);
    for (const auto& [path, type] : settings.fields)
        (*encoded.mutable_fields())[path] = encode(type);
    return encoded;
}

v1::Dataset encode(const domain::Dataset& dataset) {
    v1::Dataset encoded;
    encoded.set_id(dataset.id.value);
    *encoded.mutable_settings() = encode(dataset.settings);
    *encoded.mutable_created_at() = encode(dataset.created_at);
    return encoded;
}

v1::Dataset encode(const services::DatasetSummary& summary) {
    v1::Dataset encoded = encode(summary.dataset);
    encoded.set_documents(summary.counts.documents);
    encoded.set_chunks(summary.counts.chunks);
    return encoded;
}

}  // namespace lectern::transport::grpc
