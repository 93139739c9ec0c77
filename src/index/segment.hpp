#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/result.hpp"
#include "domain/value.hpp"
#include "index/block_codec.hpp"
#include "index/files.hpp"
#include "index/hnsw_graph.hpp"
#include "index/segment_format.hpp"

namespace lectern::index {

/// Documents, postings, columns and vectors that never change, in memory or in a mapped file
/// (FORMAT.md). Numbers of documents, chunks and vectors count from 0 within it. Thread-safe.
class Segment final {
    struct Key {};
    using Storage = std::variant<std::vector<std::byte>, MappedFile>;

  public:
    /// Maps a file and checks everything in it. An error names the file: `not_found` when it is
    /// missing, `internal` with "damaged" in its message when any byte is not as it was written.
    static Result<std::shared_ptr<const Segment>> open(const std::filesystem::path& path);

    /// What is wrong with the bytes of a segment; nothing when every one is as it was written.
    static std::optional<std::string> find_fault(std::span<const std::byte> bytes);

    /// Over what `write_segment` wrote into memory.
    static std::shared_ptr<const Segment> from_memory(std::vector<std::byte> bytes);

    /// For the functions above alone.
    Segment(Key key, Storage storage);
    Segment(const Segment&) = delete;
    Segment& operator=(const Segment&) = delete;

    std::uint64_t size_bytes() const { return bytes_.size(); }
    /// Of header and footer, and through the sections' checksums of all there is.
    std::uint32_t checksum() const { return checksum_; }
    std::uint32_t dimensions() const { return dimensions_; }

    std::span<const DocumentRow> documents() const { return documents_; }
    std::string_view document_id(std::uint32_t document) const;
    /// The document with this id.
    std::optional<std::uint32_t> find_document(std::string_view id) const;

    std::size_t chunk_count() const { return chunk_lengths_.size(); }
    std::span<const std::uint32_t> chunk_ordinals() const { return chunk_ordinals_; }
    std::span<const std::uint32_t> chunk_documents() const { return chunk_documents_; }
    std::span<const std::uint32_t> chunk_lengths() const { return chunk_lengths_; }

    std::span<const TermRow> terms() const { return terms_; }
    std::string_view term_text(const TermRow& term) const;
    /// Null when no chunk has it.
    const TermRow* find_term(std::string_view term) const;
    std::span<const BlockRow> blocks(const TermRow& term) const;
    const std::byte* postings(const TermRow& term) const {
        return postings_.data() + term.postings_offset;
    }

    std::span<const FieldRow> fields() const { return fields_; }
    std::string_view field_name(const FieldRow& field) const;
    /// Null when no document has it.
    const FieldRow* find_field(std::string_view name) const;
    std::span<const ValueRow> values(const FieldRow& field) const;
    domain::Scalar value(const ValueRow& row) const;
    /// Documents that have the value, rising.
    std::span<const std::uint32_t> value_documents(const ValueRow& row) const;

    /// The chunk of each vector, rising.
    std::span<const std::uint32_t> vector_chunks() const { return vector_chunks_; }
    /// `stride` floats: the vector, then zeros.
    const float* vector(std::size_t row) const { return vectors_.data() + row * stride_; }
    std::size_t stride() const { return stride_; }
    /// Null when it has none.
    const HnswGraph* graph() const { return graph_ ? &*graph_ : nullptr; }

  private:
    std::span<const std::byte> section(const SegmentFooter& footer, Section which) const;

    Storage storage_;
    std::span<const std::byte> bytes_;
    std::uint32_t checksum_ = 0;
    std::uint32_t dimensions_ = 0;
    std::size_t stride_ = 0;
    std::span<const DocumentRow> documents_{};
    std::string_view document_ids_{};
    std::span<const std::uint32_t> chunk_ordinals_{};
    std::span<const std::uint32_t> chunk_documents_{};
    std::span<const std::uint32_t> chunk_lengths_{};
    std::span<const TermRow> terms_{};
    std::string_view term_text_{};
    std::span<const BlockRow> blocks_{};
    std::span<const std::byte> postings_{};
    std::span<const FieldRow> fields_{};
    std::span<const ValueRow> values_{};
    std::span<const std::uint32_t> value_documents_{};
    std::string_view value_text_{};
    std::span<const std::uint32_t> vector_chunks_{};
    std::span<const float> vectors_{};
    std::optional<HnswGraph> graph_{};
};

}  // namespace lectern::index
