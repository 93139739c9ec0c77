#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"
#include "domain/value.hpp"

namespace lectern::domain {

/// A thing that documents speak of. Ids are scoped to a dataset.
struct Entity {
    EntityId id{};
    std::string name{};
    std::string type{};
    std::vector<std::string> synonyms{};

    bool operator==(const Entity&) const = default;
};

/// A directed edge between two entities of one dataset.
struct Relation {
    EntityId source{};
    EntityId target{};
    std::string type{};
    double weight = 1;  ///< Above 0, at most 1.

    bool operator==(const Relation&) const = default;
};

/// A chunk that the client cut itself.
struct SuppliedChunk {
    std::string text;
    std::vector<float> vector{};

    bool operator==(const SuppliedChunk&) const = default;
};

/// A document as a client hands it in. It has content or chunks, not both.
struct SourceDocument {
    DocumentId id{};           ///< Empty: the server makes one.
    std::string title{};       ///< Empty: taken from the content where it has one.
    std::string content{};     ///< Bytes in `media_type`, not yet decoded.
    std::string media_type{};  ///< Declared; empty: found from the content.
    std::string url{};
    Object metadata{};
    std::vector<Entity> entities{};
    std::vector<Relation> relations{};
    std::vector<SuppliedChunk> chunks{};
    std::vector<float> vector{};  ///< Of the whole document; it must then be one chunk.

    bool operator==(const SourceDocument&) const = default;
};

/// Names a document of a tenant's dataset.
struct DocumentKey {
    TenantId tenant{};
    DatasetId dataset{};
    DocumentId id{};

    auto operator<=>(const DocumentKey&) const = default;
};

/// Grows with every accepted document of a store; of two versions of one document the larger wins.
using Version = std::uint64_t;

/// Names a chunk: deterministic, so that processing a document twice makes the same chunks.
struct ChunkRef {
    DocumentId document{};
    Version version = 0;
    std::uint32_t ordinal = 0;

    auto operator<=>(const ChunkRef&) const = default;
};

/// `<document>#<version>.<ordinal>`, the chunk id of the API.
std::string to_string(const ChunkRef& ref);

/// The reverse; nothing when malformed. A document id may itself contain `#`.
std::optional<ChunkRef> parse_chunk_ref(std::string_view text);

/// Half-open range of bytes in a document's extracted text (UTF-8, on character boundaries).
struct ByteRange {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    bool operator==(const ByteRange&) const = default;
};

struct Chunk {
    std::uint32_t ordinal = 0;
    std::string text{};
    std::vector<std::string> headings{};  ///< From the outermost in.
    ByteRange source{};
    std::vector<float> vector{};  ///< Empty when the dataset has none.

    bool operator==(const Chunk&) const = default;
};

/// That a chunk speaks of an entity.
struct Mention {
    EntityId entity{};
    std::uint32_t chunk = 0;  ///< Ordinal.
    std::uint32_t count = 1;

    bool operator==(const Mention&) const = default;
};

/// A searchable document as the system of record keeps it, without its chunks.
struct Document {
    DocumentKey key{};
    Version version = 0;
    std::string title{};
    std::string url{};
    std::string media_type{};
    Object metadata{};
    std::string content_hash{};  ///< See `content_hash(SourceDocument)`.
    std::uint32_t chunk_count = 0;
    JobId job{};
    Timestamp created_at{};  ///< First version accepted.
    Timestamp updated_at{};  ///< This version accepted.

    bool operator==(const Document&) const = default;
};

/// SHA-256 over everything of the document but its id; equal documents hash equally.
std::string content_hash(const SourceDocument& document);

struct DocumentLimits {
    std::size_t id_bytes = 512;
    std::size_t title_bytes = 4096;
    std::size_t url_bytes = 8192;
    std::size_t content_bytes = 64U << 20;
    std::size_t metadata_leaves = 512;
    std::size_t chunks = 20000;
    std::size_t entities = 2000;
    std::size_t relations = 10000;
};

/// Fails with `invalid_argument` and one violation a wrong field; paths are JSON pointers below
/// `pointer`.
Result<void> validate(
    const SourceDocument& document, const std::string& pointer, const DocumentLimits& limits = {}
);

}  // namespace lectern::domain
