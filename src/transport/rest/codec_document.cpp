#include "transport/rest/codec_document.hpp"

#include <utility>

#include "core/base64.hpp"
#include "transport/rest/codec_graph.hpp"
#include "transport/rest/codec_value.hpp"

namespace lectern::transport::rest {
namespace {

namespace json = boost::json;

void decode_content(
    const json::object& object,
    const std::string& pointer,
    domain::SourceDocument& document,
    Violations& violations
) {
    const json::value* text = object.if_contains("text");
    const json::value* content = object.if_contains("content");
    if (text != nullptr && content != nullptr) {
        violations.push_back(
            {.field = pointer, .description = "must not have both text and content"}
        );
    } else if (text != nullptr) {
        document.content = text->as_string();
        if (document.media_type.empty()) document.media_type = "text/plain";
    } else if (content != nullptr) {
        auto bytes = decode_base64(content->as_string());
        if (bytes)
            document.content = std::move(*bytes);
        else
            violations.push_back(
                {.field = pointer + "/content", .description = "must be padded base64"}
            );
    }
}

std::vector<domain::SuppliedChunk> decode_chunks(
    const json::object& object, const std::string& pointer, Violations& violations
) {
    std::vector<domain::SuppliedChunk> chunks;
    const json::value* list = object.if_contains("chunks");
    if (list == nullptr) return chunks;
    for (const json::value& element : list->as_array()) {
        const json::object& chunk = element.as_object();
        const std::string at = pointer + "/chunks/" + std::to_string(chunks.size());
        domain::SuppliedChunk decoded{.text = text_or(chunk, "text")};
        if (const json::value* vector = chunk.if_contains("vector"); vector != nullptr) {
            decoded.vector = decode_vector(*vector, at + "/vector", violations);
        }
        chunks.push_back(std::move(decoded));
    }
    return chunks;
}

}  // namespace

Result<domain::SourceDocument> decode_source_document(
    const json::object& object, const std::string& pointer
) {
    Violations violations;
    domain::SourceDocument document{
        .id = {text_or(object, "id")},
        .title = text_or(object, "title"),
        .media_type = text_or(object, "media_type"),
        .url = text_or(object, "url"),
        .entities = decode_entities(object),
        .relations = decode_relations(object),
        .chunks = decode_chunks(object, pointer, violations),
    };
    decode_content(object, pointer, document, violations);
    if (const json::value* metadata = object.if_contains("metadata"); metadata != nullptr) {
        document.metadata = decode_object(metadata->as_object());
    }
    if (const json::value* vector = object.if_contains("vector"); vector != nullptr) {
        document.vector = decode_vector(*vector, pointer + "/vector", violations);
    }
    if (violations.empty()) return document;
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = "a document is not valid",
        .violations = std::move(violations),
    });
}

json::object encode(const domain::Document& document) {
    return {
        {"id", document.key.id.value},
        {"dataset", document.key.dataset.value},
        {"version", document.version},
        {"title", document.title},
        {"url", document.url},
        {"media_type", document.media_type},
        {"metadata", encode(document.metadata)},
        {"content_hash", document.content_hash},
        {"chunk_count", document.chunk_count},
        {"job_id", document.job.value},
        {"created_at", encode(document.created_at)},
        {"updated_at", encode(document.updated_at)},
    };
}

json::object encode(const services::DocumentView& view) {
    json::object object = encode(view.document);
    if (view.text) object["text"] = *view.text;
    return object;
}

}  // namespace lectern::transport::rest
