#include "transport/grpc/codec_document.hpp"

#include <utility>

#include "transport/grpc/codec_graph.hpp"
#include "transport/grpc/codec_value.hpp"

namespace lectern::transport::grpc {
namespace {

domain::SuppliedChunk decode_chunk(
    const v1::ChunkInput& chunk, const std::string& pointer, Violations& violations
) {
    domain::SuppliedChunk decoded{.text = chunk.text()};
    if (chunk.has_vector())
        decoded.vector = decode(chunk.vector(), pointer + "/vector", violations);
    return decoded;
}

void decode_body(const v1::DocumentInput& document, domain::SourceDocument& decoded) {
    if (document.has_content()) decoded.content = document.content();
    if (!document.has_text()) return;
    decoded.content = document.text();
    if (decoded.media_type.empty()) decoded.media_type = "text/plain";
}

}  // namespace

domain::SourceDocument decode(
    const v1::DocumentInput& document, const std::string& pointer, Violations& violations
) {
    domain::SourceDocument decoded{
        .id = {document.id()},
        .title = document.title(),
        .media_type = document.media_type(),
        .url = document.url(),
        .metadata = decode(document.metadata(), pointer + "/metadata", violations),
    };
    decode_body(document, decoded);
    for (const auto& entity : document.entities()) decoded.entities.push_back(decode(entity));
    for (const auto& relation : document.relations()) decoded.relations.push_back(decode(relation));
    for (const auto& chunk : document.chunks()) {
        const std::string at = pointer + "/chunks/" + std::to_string(decoded.chunks.size());
        decoded.chunks.push_back(decode_chunk(chunk, at, violations));
    }
    if (document.has_vector())
        decoded.vector = decode(document.vector(), pointer + "/vector", violations);
    return decoded;
}

v1::DocumentInput encode(const domain::SourceDocument& document) {
    v1::DocumentInput encoded;
    encoded.set_id(document.id.value);
    encoded.set_title(document.title);
    if (!document.content.empty()) encoded.set_content(document.content);
    encoded.set_media_type(document.media_type);
    encoded.set_url(document.url);
    if (!document.metadata.empty()) *encoded.mutable_metadata() = encode(document.metadata);
    for (const auto& entity : document.entities) *encoded.add_entities() = encode(entity);
    for (const auto& relation : document.relations) *encoded.add_relations() = encode(relation);
    for (const auto& chunk : document.chunks) {
        auto* out = encoded.add_chunks();
        out->set_text(chunk.text);
        if (!chunk.vector.empty()) *out->mutable_vector() = encode(chunk.vector);
    }
    if (!document.vector.empty()) *encoded.mutable_vector() = encode(document.vector);
    return encoded;
}

v1::Document encode(const domain::Document& document) {
    v1::Document encoded;
    encoded.set_id(document.key.id.value);
    encoded.set_dataset(document.key.dataset.value);
    encoded.set_version(document.version);
    encoded.set_title(document.title);
    encoded.set_url(document.url);
    encoded.set_media_type(document.media_type);
    *encoded.mutable_metadata() = encode(document.metadata);
    encoded.set_content_hash(document.content_hash);
    encoded.set_chunk_count(document.chunk_count);
    encoded.set_job_id(document.job.value);
    *encoded.mutable_created_at() = encode(document.created_at);
    *encoded.mutable_updated_at() = encode(document.updated_at);
    return encoded;
}

v1::Document encode(const services::DocumentView& view) {
    v1::Document encoded = encode(view.document);
    if (view.text) encoded.set_text(*view.text);
    return encoded;
}

}  // namespace lectern::transport::grpc
