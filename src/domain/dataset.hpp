#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"

namespace lectern::domain {

/// Where a dataset's vectors come from.
enum class EmbeddingKind {
    model,     ///< The server's embedder.
    external,  ///< The documents bring them.
    none,      ///< No vectors: lexical and graph retrieval only.
};

struct EmbeddingSettings {
    EmbeddingKind kind = EmbeddingKind::model;
    /// Length of every vector, 1 to 4096. With `model` it is the model's and may be left 0; with
    /// `none` it is 0.
    std::uint32_t dimensions = 0;

    bool operator==(const EmbeddingSettings&) const = default;
};

/// In tokens of the embedder, or in words when there is none.
struct ChunkingSettings {
    std::uint32_t max_tokens = 250;  ///< 16 to 8192.
    std::uint32_t overlap_tokens =
        32;  ///< Repeated at the start of the next chunk; less than half of `max_tokens`.

    bool operator==(const ChunkingSettings&) const = default;
};

/// What a filterable field holds, when it is declared: values of another kind are refused at
/// ingest.
enum class FieldType { boolean, integer, number, string, timestamp };

/// What cannot change once a dataset has documents, as the index is built by it.
struct DatasetSettings {
    /// Of stemming and stop words: an ISO 639-1 code that Snowball knows, or `none`.
    std::string language = "en";
    ChunkingSettings chunking{};
    EmbeddingSettings embedding{};
    /// Declared fields by dotted path. Others are filterable too, as what they are.
    std::map<std::string, FieldType> fields{};

    bool operator==(const DatasetSettings&) const = default;
};

struct Dataset {
    TenantId tenant{};
    DatasetId id{};
    DatasetSettings settings{};
    Timestamp created_at{};

    bool operator==(const Dataset&) const = default;
};

std::string_view to_string(EmbeddingKind kind);
std::string_view to_string(FieldType type);
std::optional<EmbeddingKind> parse_embedding_kind(std::string_view name);
std::optional<FieldType> parse_field_type(std::string_view name);

/// 1 to 64 of lower-case letters, digits, `-` and `_`, the first a letter or digit.
Result<void> validate(const DatasetId& id);

/// Whether the numbers lie in their ranges. Which languages exist is the text module's to say.
Result<void> validate(const DatasetSettings& settings);

}  // namespace lectern::domain
