#include "index/merge.hpp"

#include <algorithm>
#include <memory>

#include "index/postings_cursor.hpp"

namespace lectern::index {
namespace {

// A segment that goes in, and where its documents and chunks come to lie; `no_chunk` for those that
// are dropped.
struct Source {
    const SegmentView* view = nullptr;
    std::vector<std::uint32_t> documents{};
    std::vector<std::uint32_t> chunks{};
    std::size_t next_term = 0;

    const Segment& segment() const { return view->segment(); }
    std::string_view term() const { return segment().term_text(segment().terms()[next_term]); }
    bool at_end() const { return next_term == segment().terms().size(); }
};

using Sources = std::vector<Source>;

std::vector<const float*> vectors_by_chunk(const Segment& segment) {
    std::vector<const float*> vectors(segment.chunk_count(), nullptr);
    const auto chunks = segment.vector_chunks();
    for (std::size_t row = 0; row < chunks.size(); ++row)
        vectors[chunks[row]] = segment.vector(row);
    return vectors;
}

struct Candidate {
    std::string_view id;
    std::size_t source = 0;
    std::uint32_t document = 0;
};

std::vector<Candidate> live_documents(const Sources& sources) {
    std::vector<Candidate> live;
    for (std::size_t source = 0; source < sources.size(); ++source) {
        const SegmentView& view = *sources[source].view;
        for (std::uint32_t document = 0; document < view.segment().documents().size(); ++document) {
            if (!view.is_live(document)) continue;
            live.push_back(
                {.id = view.segment().document_id(document), .source = source, .document = document}
            );
        }
    }
    std::ranges::sort(live, {}, &Candidate::id);
    return live;
}

void place_documents(Sources& sources, SegmentInput& input) {
    std::vector<std::vector<const float*>> vectors;
    for (Source& source : sources) {
        source.documents.assign(source.segment().documents().size(), no_chunk);
        source.chunks.assign(source.segment().chunk_count(), no_chunk);
        vectors.push_back(vectors_by_chunk(source.segment()));
    }
    for (const Candidate& each : live_documents(sources)) {
        Source& source = sources[each.source];
        const DocumentRow& row = source.segment().documents()[each.document];
        source.documents[each.document] = static_cast<std::uint32_t>(input.documents.size());
        input.documents.push_back(
            {.id = each.id,
             .version = row.version,
             .sequence = row.sequence,
             .chunk_count = row.chunk_count}
        );
        for (std::uint32_t chunk = row.first_chunk; chunk < row.first_chunk + row.chunk_count;
             ++chunk) {
            source.chunks[chunk] = static_cast<std::uint32_t>(input.chunks.size());
            input.chunks.push_back({
                .ordinal = source.segment().chunk_ordinals()[chunk],
                .length = source.segment().chunk_lengths()[chunk],
                .vector = vectors[each.source][chunk],
            });
        }
    }
}

void gather_values(const Source& source, Columns& columns) {
    const Segment& segment = source.segment();
    for (const FieldRow& field : segment.fields()) {
        auto& column = columns[std::string(segment.field_name(field))];
        for (const ValueRow& row : segment.values(field)) {
            std::vector<std::uint32_t> placed;
            for (const std::uint32_t document : segment.value_documents(row)) {
                if (source.documents[document] != no_chunk)
                    placed.push_back(source.documents[document]);
            }
            if (placed.empty()) continue;
            auto& documents = column[segment.value(row)];
            documents.insert(documents.end(), placed.begin(), placed.end());
        }
    }
}

Columns gather_columns(const Sources& sources) {
    Columns columns;
    for (const Source& source : sources) gather_values(source, columns);
    std::erase_if(columns, [](const auto& column) { return column.second.empty(); });
    for (auto& [name, column] : columns) {
        for (auto& [value, documents] : column) std::ranges::sort(documents);
    }
    return columns;
}

void take_postings(Source& source, std::vector<Posting>& postings) {
    PostingsCursor cursor(source.segment(), source.segment().terms()[source.next_term++]);
    for (; cursor.chunk() != no_chunk; cursor.next()) {
        const std::uint32_t placed = source.chunks[cursor.chunk()];
        if (placed != no_chunk)
            postings.push_back({.chunk = placed, .frequency = cursor.frequency()});
    }
}

// Gives the terms of all sources in order, each with its postings from every source that has it.
class TermMerger final {
  public:
    explicit TermMerger(Sources sources) : sources_(std::move(sources)) {}

    bool operator()(std::string_view& term, std::vector<Posting>& postings) {
        postings.clear();
        while (postings.empty()) {
            const Source* first = least();
            if (first == nullptr) return false;
            term = first->term();
            for (Source& source : sources_) {
                if (!source.at_end() && source.term() == term) take_postings(source, postings);
            }
        }
        std::ranges::sort(postings, {}, &Posting::chunk);
        return true;
    }

  private:
    const Source* least() const {
        const Source* least = nullptr;
        for (const Source& source : sources_) {
            if (!source.at_end() && (least == nullptr || source.term() < least->term()))
                least = &source;
        }
        return least;
    }

    Sources sources_;
};

}  // namespace

SegmentInput input_from_views(std::span<const SegmentView> views, std::uint32_t dimensions) {
    SegmentInput input{.dimensions = dimensions};
    Sources sources;
    for (const SegmentView& view : views) sources.push_back({.view = &view});
    place_documents(sources, input);
    input.columns = gather_columns(sources);
    input.next_term = TermMerger(std::move(sources));
    return input;
}

}  // namespace lectern::index
