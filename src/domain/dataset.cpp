#include "domain/dataset.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/names.hpp"

namespace lectern::domain {
namespace {

constexpr std::array embedding_kinds{
    EmbeddingKind::model, EmbeddingKind::external, EmbeddingKind::none
};
constexpr std::array field_types{
    FieldType::boolean,
    FieldType::integer,
    FieldType::number,
    FieldType::string,
    FieldType::timestamp
};

Result<void> invalid(std::string message) {
    return fail(ErrorCode::invalid_argument, std::move(message));
}

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string_view to_string(EmbeddingKind kind) {
    switch (kind) {
        case EmbeddingKind::model:
            return "model";
        case EmbeddingKind::external:
            return "external";
        case EmbeddingKind::none:
            return "none";
    }
    std::unreachable();
}

std::string_view to_string(FieldType type) {
    switch (type) {
        case FieldType::boolean:
            return "boolean";
        case FieldType::integer:
            return "integer";
        case FieldType::number:
            return "number";
        case FieldType::string:
            return "string";
        case FieldType::timestamp:
            return "timestamp";
    }
    std::unreachable();
}

std::optional<EmbeddingKind> parse_embedding_kind(std::string_view name) {
    return find_named(embedding_kinds, name);
}
std::optional<FieldType> parse_field_type(std::string_view name) {
    return find_named(field_types, name);
}

Result<void> validate(const DatasetId& id) {
    const auto& name = id.value;
    const bool good = !name.empty() && name.size() <= 64 && is_lower_or_digit(name.front()) &&
                      std::ranges::all_of(name, [](char c) {
                          return is_lower_or_digit(c) || c == '-' || c == '_';
                      });
    if (!good) {
        return invalid(
            "a dataset name is 1 to 64 of a-z, 0-9, - and _, and starts with a letter or digit"
        );
    }
    return {};
}

Result<void> validate(const DatasetSettings& settings) {
    const auto& chunking = settings.chunking;
    const auto& embedding = settings.embedding;
    if (chunking.max_tokens < 16 || chunking.max_tokens > 8192)
        return invalid("chunking.max_tokens is 16 to 8192");
    if (chunking.overlap_tokens * 2 >= chunking.max_tokens) {
        return invalid("chunking.overlap_tokens is less than half of chunking.max_tokens");
    }
    if (settings.fields.size() > 256) return invalid("fields has at most 256 members");
    if (embedding.dimensions > 4096) return invalid("embedding.dimensions is at most 4096");
    if (embedding.kind == EmbeddingKind::external && embedding.dimensions == 0) {
        return invalid("embedding.dimensions is needed with external embeddings");
    }
    if (embedding.kind == EmbeddingKind::none && embedding.dimensions != 0) {
        return invalid("embedding.dimensions makes no sense without embeddings");
    }
    return {};
}

}  // namespace lectern::domain
