#include "index/segment.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "index/crc32c.hpp"

namespace lectern::index {
namespace {

std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

SegmentFooter footer_of(std::span<const std::byte> bytes) {
    SegmentFooter footer;
    std::memcpy(&footer, bytes.data() + bytes.size() - sizeof footer, sizeof footer);
    return footer;
}

std::uint64_t padded(std::uint64_t size) {
    return (size + section_alignment - 1) / section_alignment * section_alignment;
}

// Says what is wrong with the file's frame, and nothing when all is well.
std::optional<std::string> find_fault_in_frame(std::span<const std::byte> bytes) {
    if (bytes.size() < sizeof(SegmentHeader) + sizeof(SegmentFooter)) return "is too short";
    SegmentHeader header;
    std::memcpy(&header, bytes.data(), sizeof header);
    const SegmentFooter footer = footer_of(bytes);
    if (header.magic != segment_magic) return "does not start as a segment";
    if (footer.magic != segment_end_magic) return "does not end as a segment";
    const auto footer_bytes = bytes.last(sizeof footer).first(offsetof(SegmentFooter, checksum));
    if (crc32c(footer_bytes, crc32c(bytes.first(sizeof header))) != footer.checksum) {
        return "has a wrong checksum over header and footer";
    }
    if (header.version != segment_version)
        return "has format version " + std::to_string(header.version);
    if (footer.file_size != bytes.size()) return "has a wrong size";
    return std::nullopt;
}

std::optional<std::string> find_fault_in_sections(std::span<const std::byte> bytes) {
    const SegmentFooter footer = footer_of(bytes);
    std::uint64_t covered = sizeof(SegmentHeader);
    for (std::size_t i = 0; i < section_count; ++i) {
        const SectionRow& row = footer.sections[i];
        const std::uint64_t extent = padded(row.size);
        if (row.offset > bytes.size() || extent > bytes.size() - row.offset)
            return "has a section beyond its end";
        if (crc32c(bytes.subspan(row.offset, extent)) != row.checksum) {
            return "has a wrong checksum over section " + std::to_string(i);
        }
        covered += extent;
    }
    if (covered + sizeof(SegmentFooter) != bytes.size()) return "has bytes outside its sections";
    return std::nullopt;
}

}  // namespace

Result<std::shared_ptr<const Segment>> Segment::open(const std::filesystem::path& path) {
    auto file = MappedFile::open(path);
    if (!file) return fail(file);
    if (const auto fault = find_fault(file->bytes())) {
        return fail(
            ErrorCode::internal,
            "index file " + path.filename().string() + " is damaged: it " + *fault
        );
    }
    file->release_pages();
    return std::make_shared<const Segment>(Key{}, std::move(*file));
}

std::optional<std::string> Segment::find_fault(std::span<const std::byte> bytes) {
    const auto fault = find_fault_in_frame(bytes);
    return fault ? fault : find_fault_in_sections(bytes);
}

std::shared_ptr<const Segment> Segment::from_memory(std::vector<std::byte> bytes) {
    LECTERN_ASSERT(!find_fault_in_frame(bytes));
    return std::make_shared<const Segment>(Key{}, std::move(bytes));
}

Segment::Segment(Key, Storage storage) : storage_(std::move(storage)) {
    const auto* memory = std::get_if<std::vector<std::byte>>(&storage_);
    bytes_ = memory != nullptr ? std::span<const std::byte>(*memory)
                               : std::get<MappedFile>(storage_).bytes();
    SegmentHeader header;
    std::memcpy(&header, bytes_.data(), sizeof header);
    const SegmentFooter footer = footer_of(bytes_);
    const auto at = [&](Section which) { return section(footer, which); };
    checksum_ = footer.checksum;
    dimensions_ = header.dimensions;
    stride_ = padded_dimensions(dimensions_);
    documents_ = rows_of<DocumentRow>(at(Section::documents));
    document_ids_ = text_of(at(Section::document_ids));
    chunk_ordinals_ = rows_of<std::uint32_t>(at(Section::chunk_ordinals));
    chunk_documents_ = rows_of<std::uint32_t>(at(Section::chunk_documents));
    chunk_lengths_ = rows_of<std::uint32_t>(at(Section::chunk_lengths));
    terms_ = rows_of<TermRow>(at(Section::terms));
    term_text_ = text_of(at(Section::term_text));
    blocks_ = rows_of<BlockRow>(at(Section::blocks));
    postings_ = at(Section::postings);
    fields_ = rows_of<FieldRow>(at(Section::fields));
    values_ = rows_of<ValueRow>(at(Section::values));
    value_documents_ = rows_of<std::uint32_t>(at(Section::value_documents));
    value_text_ = text_of(at(Section::value_text));
    vector_chunks_ = rows_of<std::uint32_t>(at(Section::vector_chunks));
    vectors_ = rows_of<float>(at(Section::vectors));
    const auto graph = at(Section::graph);
    if (!graph.empty()) graph_.emplace(graph, vectors_.data(), stride_);
}

std::span<const std::byte> Segment::section(const SegmentFooter& footer, Section which) const {
    const SectionRow& row = footer.sections[std::to_underlying(which)];
    return bytes_.subspan(row.offset, row.size);
}

std::string_view Segment::document_id(std::uint32_t document) const {
    const DocumentRow& row = documents_[document];
    return document_ids_.substr(row.id_offset, row.id_length);
}

std::optional<std::uint32_t> Segment::find_document(std::string_view id) const {
    const auto id_of = [this](const DocumentRow& row) {
        return document_ids_.substr(row.id_offset, row.id_length);
    };
    const auto found = std::ranges::lower_bound(documents_, id, {}, id_of);
    if (found == documents_.end() || id_of(*found) != id) return std::nullopt;
    return static_cast<std::uint32_t>(found - documents_.begin());
}

std::string_view Segment::term_text(const TermRow& term) const {
    return term_text_.substr(term.text_offset, term.text_length);
}

const TermRow* Segment::find_term(std::string_view term) const {
    const auto text = [this](const TermRow& row) { return term_text(row); };
    const auto found = std::ranges::lower_bound(terms_, term, {}, text);
    return found != terms_.end() && term_text(*found) == term ? &*found : nullptr;
}

std::span<const BlockRow> Segment::blocks(const TermRow& term) const {
    return blocks_.subspan(term.first_block, (term.chunk_count + block_size - 1) / block_size);
}

std::string_view Segment::field_name(const FieldRow& field) const {
    return value_text_.substr(field.name_offset, field.name_length);
}

const FieldRow* Segment::find_field(std::string_view name) const {
    const auto text = [this](const FieldRow& row) { return field_name(row); };
    const auto found = std::ranges::lower_bound(fields_, name, {}, text);
    return found != fields_.end() && field_name(*found) == name ? &*found : nullptr;
}

std::span<const ValueRow> Segment::values(const FieldRow& field) const {
    return values_.subspan(field.first_value, field.value_count);
}

domain::Scalar Segment::value(const ValueRow& row) const {
    switch (row.kind) {
        case ValueKind::boolean:
            return row.payload != 0;
        case ValueKind::integer:
            return std::bit_cast<std::int64_t>(row.payload);
        case ValueKind::number:
            return std::bit_cast<double>(row.payload);
        case ValueKind::text:
            return std::string(value_text_.substr(row.payload, row.text_length));
    }
    std::unreachable();
}

std::span<const std::uint32_t> Segment::value_documents(const ValueRow& row) const {
    return value_documents_.subspan(row.first_document, row.document_count);
}

}  // namespace lectern::index
