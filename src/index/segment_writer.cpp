#include "index/segment_writer.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "core/assert.hpp"
#include "index/crc32c.hpp"
#include "index/hnsw_builder.hpp"
#include "index/segment_format.hpp"

namespace lectern::index {
namespace {

std::span<const std::byte> bytes_of(const auto& rows) { return std::as_bytes(std::span(rows)); }

std::uint32_t narrow(std::size_t number) {
    LECTERN_ASSERT(number <= 0xFFFF'FFFFU);
    return static_cast<std::uint32_t>(number);
}

class Writer final {
  public:
    Writer(SegmentInput& input, const HnswOptions* graph, Output& out, const std::stop_token& stop)
        : input_(input), graph_(graph), out_(out), stop_(stop) {}

    void run() {
        header_.dimensions = input_.dimensions;
        out_.write_value(header_);
        write_documents();
        write_chunks();
        write_terms();
        write_columns();
        write_vectors();
        finish();
    }

  private:
    void begin(Section section) {
        SectionRow& row = footer_.sections[std::to_underlying(section)];
        row.offset = out_.position();
        out_.restart_checksum();
    }

    void end(Section section) {
        SectionRow& row = footer_.sections[std::to_underlying(section)];
        row.size = out_.position() - row.offset;
        out_.align(section_alignment);
        row.checksum = out_.checksum();
    }

    void write_section(Section section, std::span<const std::byte> bytes) {
        begin(section);
        out_.write(bytes);
        end(section);
    }

    void write_documents() {
        std::vector<DocumentRow> rows;
        rows.reserve(input_.documents.size());
        std::string ids;
        std::uint32_t first_chunk = 0;
        for (const DocumentEntry& document : input_.documents) {
            rows.push_back({
                .version = document.version,
                .sequence = document.sequence,
                .id_offset = narrow(ids.size()),
                .id_length = narrow(document.id.size()),
                .first_chunk = first_chunk,
                .chunk_count = document.chunk_count,
            });
            ids += document.id;
            first_chunk += document.chunk_count;
        }
        LECTERN_ASSERT(first_chunk == input_.chunks.size());
        write_section(Section::documents, bytes_of(rows));
        write_section(Section::document_ids, bytes_of(ids));
    }

    void write_chunks() {
        std::vector<std::uint32_t> numbers(input_.chunks.size());
        std::ranges::transform(input_.chunks, numbers.begin(), &ChunkEntry::ordinal);
        write_section(Section::chunk_ordinals, bytes_of(numbers));
        std::size_t chunk = 0;
        for (std::size_t document = 0; document < input_.documents.size(); ++document) {
            for (std::uint32_t i = 0; i < input_.documents[document].chunk_count; ++i) {
                numbers[chunk++] = narrow(document);
            }
        }
        write_section(Section::chunk_documents, bytes_of(numbers));
        std::ranges::transform(input_.chunks, numbers.begin(), &ChunkEntry::length);
        write_section(Section::chunk_lengths, bytes_of(numbers));
    }

    // Postings stream to the output term by term; the rows about them are kept until all are
    // through.
    void write_terms() {
        begin(Section::postings);
        std::string_view term;
        std::vector<Posting> postings;
        while (input_.next_term(term, postings)) {
            term_rows_.push_back({
                .postings_offset = out_.position() -
                                   footer_.sections[std::to_underlying(Section::postings)].offset,
                .text_offset = narrow(term_text_.size()),
                .text_length = narrow(term.size()),
                .first_block = narrow(block_rows_.size()),
                .chunk_count = narrow(postings.size()),
            });
            term_text_ += term;
            write_postings(postings);
        }
        end(Section::postings);
        write_section(Section::terms, bytes_of(term_rows_));
        write_section(Section::term_text, bytes_of(term_text_));
        write_section(Section::blocks, bytes_of(block_rows_));
    }

    void write_postings(std::span<const Posting> postings) {
        ImpactCollector of_term;
        encoded_.clear();
        std::uint32_t before = no_chunk;
        while (!postings.empty()) {
            const auto block = postings.first(std::min(block_size, postings.size()));
            ImpactCollector of_block;
            for (const Posting& posting : block) {
                of_block.add(posting.frequency, input_.chunks[posting.chunk].length);
            }
            of_term.add(of_block.impacts());
            block_rows_.push_back({
                .last_chunk = block.back().chunk,
                .offset = narrow(encoded_.size()),
                .impacts = of_block.impacts(),
            });
            encode_block(block, before, encoded_);
            before = block.back().chunk;
            postings = postings.subspan(block.size());
        }
        term_rows_.back().impacts = of_term.impacts();
        out_.write(encoded_);
    }

    void write_columns() {
        std::vector<FieldRow> fields;
        std::vector<ValueRow> values;
        std::string text;
        begin(Section::value_documents);
        std::uint64_t listed = 0;
        for (const auto& [name, column] : input_.columns) {
            fields.push_back({
                .name_offset = narrow(text.size()),
                .name_length = narrow(name.size()),
                .first_value = narrow(values.size()),
                .value_count = narrow(column.size()),
            });
            text += name;
            for (const auto& [value, documents] : column) {
                values.push_back(make_value(value, text));
                values.back().first_document = listed;
                values.back().document_count = narrow(documents.size());
                listed += documents.size();
                out_.write(bytes_of(documents));
            }
        }
        end(Section::value_documents);
        write_section(Section::fields, bytes_of(fields));
        write_section(Section::values, bytes_of(values));
        write_section(Section::value_text, bytes_of(text));
    }

    static ValueRow make_value(const domain::Scalar& value, std::string& text) {
        ValueRow row;
        if (const auto* flag = std::get_if<bool>(&value)) {
            row.kind = ValueKind::boolean;
            row.payload = *flag ? 1 : 0;
        } else if (const auto* whole = std::get_if<std::int64_t>(&value)) {
            row.kind = ValueKind::integer;
            row.payload = std::bit_cast<std::uint64_t>(*whole);
        } else if (const auto* real = std::get_if<double>(&value)) {
            row.kind = ValueKind::number;
            row.payload = std::bit_cast<std::uint64_t>(*real);
        } else {
            const auto& words = std::get<std::string>(value);
            row.kind = ValueKind::text;
            row.payload = text.size();
            row.text_length = narrow(words.size());
            text += words;
        }
        return row;
    }

    void write_vectors() {
        std::vector<std::uint32_t> chunks;
        std::vector<const float*> vectors;
        for (std::size_t chunk = 0; chunk < input_.chunks.size(); ++chunk) {
            if (input_.chunks[chunk].vector == nullptr) continue;
            chunks.push_back(narrow(chunk));
            vectors.push_back(input_.chunks[chunk].vector);
        }
        write_section(Section::vector_chunks, bytes_of(chunks));
        const std::array<float, vector_padding> zeros{};
        const std::size_t padding = padded_dimensions(input_.dimensions) - input_.dimensions;
        begin(Section::vectors);
        for (const float* vector : vectors) {
            out_.write(std::as_bytes(std::span(vector, input_.dimensions)));
            out_.write(std::as_bytes(std::span(zeros).first(padding)));
        }
        end(Section::vectors);
        begin(Section::graph);
        if (graph_ != nullptr && !vectors.empty())
            out_.write(build_graph(vectors, input_.dimensions, *graph_, stop_));
        end(Section::graph);
    }

    void finish() {
        footer_.file_size = out_.position() + sizeof footer_;
        const auto bytes = std::as_bytes(std::span(&footer_, 1));
        const std::size_t covered = offsetof(SegmentFooter, checksum);
        footer_.checksum =
            crc32c(bytes.first(covered), crc32c(std::as_bytes(std::span(&header_, 1))));
        out_.write(bytes);
    }

    SegmentInput& input_;
    const HnswOptions* graph_;
    Output& out_;
    const std::stop_token& stop_;
    SegmentHeader header_{};
    SegmentFooter footer_{};
    std::vector<TermRow> term_rows_{};
    std::vector<BlockRow> block_rows_{};
    std::string term_text_{};
    std::vector<std::byte> encoded_{};
};

}  // namespace

void write_segment(
    SegmentInput& input, const HnswOptions* graph, Output& out, const std::stop_token& stop
) {
    Writer(input, graph, out, stop).run();
}

}  // namespace lectern::index
