#include "index/batch.hpp"

#include <algorithm>
#include <tuple>

#include "core/assert.hpp"
#include "index/dot.hpp"

namespace lectern::index {
namespace {

struct Occurrence {
    std::string_view term;
    Posting posting;
};

class BatchReader final {
  public:
    BatchReader(std::uint32_t dimensions, std::uint32_t title_weight)
        : title_weight_(title_weight) {
        input_.dimensions = dimensions;
    }

    SegmentInput run(std::span<const BatchDocument> documents) {
        std::vector<BatchDocument> sorted(documents.begin(), documents.end());
        std::ranges::sort(sorted, {}, [](const BatchDocument& each) {
            return std::string_view(each.document->id);
        });
        reserve_vectors(sorted);
        for (const BatchDocument& each : sorted) add(each);
        sort_occurrences();
        input_.next_term = [occurrences = std::move(occurrences_), at = std::size_t{0}](
                               std::string_view& term, std::vector<Posting>& postings
                           ) mutable {
            postings.clear();
            if (at == occurrences.size()) return false;
            term = occurrences[at].term;
            for (; at < occurrences.size() && occurrences[at].term == term; ++at) {
                postings.push_back(occurrences[at].posting);
            }
            return true;
        };
        return std::move(input_);
    }

  private:
    // Chunks point into the copied vectors, which must not move any more.
    void reserve_vectors(const std::vector<BatchDocument>& documents) {
        std::size_t floats = 0;
        for (const BatchDocument& each : documents) {
            for (const Chunk& chunk : each.document->chunks) floats += chunk.vector.size();
        }
        input_.owned_vectors.reserve(floats);
    }

    void add(const BatchDocument& each) {
        const Document& document = *each.document;
        const auto number = static_cast<std::uint32_t>(input_.documents.size());
        input_.documents.push_back({
            .id = document.id,
            .version = document.version,
            .sequence = each.sequence,
            .chunk_count = static_cast<std::uint32_t>(document.chunks.size()),
        });
        for (const Chunk& chunk : document.chunks) add_chunk(chunk);
        for (const domain::FieldValues& field : document.fields) add_field(field, number);
    }

    void add_chunk(const Chunk& chunk) {
        const auto number = static_cast<std::uint32_t>(input_.chunks.size());
        ChunkEntry entry{.ordinal = chunk.ordinal};
        if (!chunk.vector.empty()) {
            LECTERN_ASSERT(chunk.vector.size() == input_.dimensions);
            auto& floats = input_.owned_vectors;
            floats.insert(floats.end(), chunk.vector.begin(), chunk.vector.end());
            const auto copy = std::span(floats).last(input_.dimensions);
            normalise(copy);
            entry.vector = copy.data();
        }
        entry.length =
            add_terms(chunk.text, number, 1) + add_terms(chunk.title, number, title_weight_);
        input_.chunks.push_back(entry);
    }

    std::uint32_t add_terms(
        const std::vector<TermCount>& terms, std::uint32_t chunk, std::uint32_t weight
    ) {
        std::uint32_t length = 0;
        for (const TermCount& term : terms) {
            const std::uint32_t frequency = term.count * weight;
            if (frequency == 0) continue;
            occurrences_.push_back(
                {.term = term.term, .posting = {.chunk = chunk, .frequency = frequency}}
            );
            length += frequency;
        }
        return length;
    }

    void add_field(const domain::FieldValues& field, std::uint32_t document) {
        if (field.values.empty()) return;
        auto& column = input_.columns[field.field];
        for (const domain::Scalar& value : field.values) {
            auto& documents = column[value];
            if (documents.empty() || documents.back() != document) documents.push_back(document);
        }
    }

    void sort_occurrences() {
        std::ranges::sort(occurrences_, [](const Occurrence& left, const Occurrence& right) {
            return std::tie(left.term, left.posting.chunk) <
                   std::tie(right.term, right.posting.chunk);
        });
        std::size_t kept = 0;
        for (const Occurrence& each : occurrences_) {
            Occurrence* last = kept == 0 ? nullptr : &occurrences_[kept - 1];
            if (last != nullptr && last->term == each.term &&
                last->posting.chunk == each.posting.chunk) {
                last->posting.frequency += each.posting.frequency;
            } else {
                occurrences_[kept++] = each;
            }
        }
        occurrences_.resize(kept);
    }

    std::uint32_t title_weight_;
    SegmentInput input_{};
    std::vector<Occurrence> occurrences_{};
};

}  // namespace

SegmentInput input_from_documents(
    std::span<const BatchDocument> documents, std::uint32_t dimensions, std::uint32_t title_weight
) {
    return BatchReader(dimensions, title_weight).run(documents);
}

}  // namespace lectern::index
