#include "transport/graphql/document_codec.hpp"

#include <string>
#include <utility>

#include "transport/graphql/value_text.hpp"

namespace lectern::transport::graphql {
namespace {

using Violations = std::vector<FieldViolation>;

void decode_content(
    const Arguments& input,
    const std::string& pointer,
    domain::SourceDocument& document,
    Violations& violations
) {
    auto text = input.optional_text("text");
    auto content = input.optional_text("content");
    if (text && content) {
        violations.push_back(
            {.field = pointer, .description = "must not have both text and content"}
        );
        return;
    }
    if (text && document.media_type.empty()) document.media_type = "text/plain";
    if (text) document.content = std::move(*text);
    if (content) document.content = std::move(*content);
}

std::vector<domain::SuppliedChunk> decode_chunks(
    const Arguments& input, const std::string& pointer, Violations& violations
) {
    std::vector<domain::SuppliedChunk> chunks;
    const language::List* list = input.list("chunks");
    if (list == nullptr) return chunks;
    chunks.reserve(list->size());
    for (const language::Value& element : *list) {
        const Arguments chunk(*element.as_object());
        domain::SuppliedChunk decoded{.text = chunk.text("text")};
        if (const language::List* vector = chunk.list("vector")) {
            const std::string at = pointer + "/chunks/" + std::to_string(chunks.size());
            decoded.vector = decode_vector(*vector, at + "/vector", violations);
        }
        chunks.push_back(std::move(decoded));
    }
    return chunks;
}

bool is_media_type_length(std::size_t size) { return size >= 3 && size <= 255; }

domain::SourceDocument decode_document(
    const Arguments& input, const std::string& pointer, Violations& violations
) {
    domain::SourceDocument document{
        .id = {input.text("id")},
        .title = input.text("title"),
        .media_type = input.text("mediaType"),
        .url = input.text("url"),
        .entities = decode_entities(input),
        .relations = decode_relations(input),
        .chunks = decode_chunks(input, pointer, violations),
    };
    if (input.has("id") && document.id.empty())
        violations.push_back({.field = pointer + "/id", .description = "is empty"});
    if (input.has("mediaType") && !is_media_type_length(document.media_type.size())) {
        violations.push_back(
            {.field = pointer + "/media_type", .description = "is not 3 to 255 bytes long"}
        );
    }
    decode_content(input, pointer, document, violations);
    if (const language::Object* metadata = input.object("metadata"))
        document.metadata = decode_object(*metadata);
    if (const language::List* vector = input.list("vector"))
        document.vector = decode_vector(*vector, pointer + "/vector", violations);
    return document;
}

}  // namespace

Result<std::vector<domain::SourceDocument>> decode_documents(const language::List& list) {
    std::vector<domain::SourceDocument> documents;
    documents.reserve(list.size());
    Violations violations;
    for (const language::Value& element : list) {
        const std::string pointer = "/documents/" + std::to_string(documents.size());
        documents.push_back(decode_document(Arguments(*element.as_object()), pointer, violations));
    }
    if (violations.empty()) return documents;
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = "the input is not valid",
        .violations = std::move(violations),
    });
}

std::vector<domain::Entity> decode_entities(const Arguments& input) {
    std::vector<domain::Entity> entities;
    const language::List* list = input.list("entities");
    if (list == nullptr) return entities;
    entities.reserve(list->size());
    for (const language::Value& element : *list) {
        const Arguments entity(*element.as_object());
        entities.push_back({
            .id = {entity.text("id")},
            .name = entity.text("name"),
            .type = entity.text("type"),
            .synonyms = entity.texts("synonyms"),
        });
    }
    return entities;
}

std::vector<domain::Relation> decode_relations(const Arguments& input) {
    std::vector<domain::Relation> relations;
    const language::List* list = input.list("relations");
    if (list == nullptr) return relations;
    relations.reserve(list->size());
    for (const language::Value& element : *list) {
        const Arguments relation(*element.as_object());
        relations.push_back({
            .source = {relation.text("source")},
            .target = {relation.text("target")},
            .type = relation.text("type"),
            .weight = relation.real("weight", domain::Relation{}.weight),
        });
    }
    return relations;
}

}  // namespace lectern::transport::graphql
