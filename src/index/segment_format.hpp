#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include "core/assert.hpp"
#include "index/impacts.hpp"

/// The rows of a segment as they lie in memory and on disk; see FORMAT.md. Fixed: a change of
/// meaning is a new `segment_version`.
namespace lectern::index {

static_assert(
    std::endian::native == std::endian::little, "segments are little-endian and read in place"
);

inline constexpr std::array<char, 8> segment_magic{'L', 'E', 'C', 'T', 'S', 'E', 'G', '\0'};
inline constexpr std::array<char, 8> segment_end_magic{'L', 'E', 'C', 'T', 'E', 'N', 'D', '\0'};
inline constexpr std::uint32_t segment_version = 1;
inline constexpr std::size_t section_alignment = 64;

enum class Section : std::uint32_t {
    documents,        ///< DocumentRow
    document_ids,     ///< text
    chunk_ordinals,   ///< u32
    chunk_documents,  ///< u32
    chunk_lengths,    ///< u32
    terms,            ///< TermRow
    term_text,        ///< text
    blocks,           ///< BlockRow
    postings,         ///< encoded blocks
    fields,           ///< FieldRow
    values,           ///< ValueRow
    value_documents,  ///< u32
    value_text,       ///< text
    vector_chunks,    ///< u32
    vectors,          ///< float
    graph,            ///< GraphHeader and links
};
inline constexpr std::size_t section_count = 16;

struct SegmentHeader {
    std::array<char, 8> magic = segment_magic;
    std::uint32_t version = segment_version;
    std::uint32_t dimensions = 0;
    std::array<std::uint64_t, 6> reserved{};
};
static_assert(sizeof(SegmentHeader) == section_alignment);

struct SectionRow {
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
    std::uint32_t checksum = 0;  ///< Of the section and the padding behind it.
    std::uint32_t reserved = 0;
};

struct SegmentFooter {
    std::array<SectionRow, section_count> sections{};
    std::uint64_t file_size = 0;
    std::uint32_t reserved = 0;
    std::uint32_t checksum = 0;  ///< Of the header, then of the footer up to here.
    std::array<char, 8> magic = segment_end_magic;
};

/// Documents are in the order of their ids, which differ.
struct DocumentRow {
    std::uint64_t version = 0;
    std::uint64_t sequence = 0;
    std::uint32_t id_offset = 0;
    std::uint32_t id_length = 0;
    std::uint32_t first_chunk = 0;
    std::uint32_t chunk_count = 0;
};

/// Terms are in the order of their bytes.
struct TermRow {
    std::uint64_t postings_offset = 0;
    std::uint32_t text_offset = 0;
    std::uint32_t text_length = 0;
    std::uint32_t first_block = 0;
    std::uint32_t chunk_count = 0;  ///< At least 1; chunks of deleted documents included.
    Impacts impacts{};
};

struct BlockRow {
    std::uint32_t last_chunk = 0;
    std::uint32_t offset = 0;  ///< From the term's `postings_offset`.
    Impacts impacts{};
};

/// Fields are in the order of their names.
struct FieldRow {
    std::uint32_t name_offset = 0;
    std::uint32_t name_length = 0;
    std::uint32_t first_value = 0;
    std::uint32_t value_count = 0;
};

enum class ValueKind : std::uint32_t { boolean, integer, number, text };

/// Values of a field are in the order of `ScalarOrder`, each once.
struct ValueRow {
    std::uint64_t payload = 0;  ///< 0 or 1, the integer, the double's bits, or the text's offset.
    std::uint64_t first_document = 0;
    std::uint32_t document_count = 0;
    ValueKind kind = ValueKind::boolean;
    std::uint32_t text_length = 0;
    std::uint32_t reserved = 0;
};

struct GraphHeader {
    std::uint32_t nodes = 0;
    std::uint32_t degree = 0;  ///< Links of a node above the base layer; twice as many on it.
    std::uint32_t entry = 0;
    std::uint32_t top_layer = 0;
};

static_assert(sizeof(SectionRow) == 24 && sizeof(DocumentRow) == 32 && sizeof(TermRow) == 40);
static_assert(
    sizeof(BlockRow) == 24 && sizeof(FieldRow) == 16 && sizeof(ValueRow) == 32 &&
    sizeof(GraphHeader) == 16
);
static_assert(sizeof(SegmentFooter) == section_count * sizeof(SectionRow) + 24);

/// Numbers of vectors' floats are padded with zeros to a multiple of this.
inline constexpr std::size_t vector_padding = 16;

constexpr std::size_t padded_dimensions(std::size_t dimensions) {
    return (dimensions + vector_padding - 1) / vector_padding * vector_padding;
}

/// Rows in place. `bytes` start where a `T` may and hold a whole number of them.
template <class T>
    requires std::is_trivially_copyable_v<T>
std::span<const T> rows_of(std::span<const std::byte> bytes) {
    LECTERN_ASSERT(bytes.size() % sizeof(T) == 0);
    LECTERN_ASSERT(std::bit_cast<std::uintptr_t>(bytes.data()) % alignof(T) == 0);
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

}  // namespace lectern::index
