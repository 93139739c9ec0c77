#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/document.hpp"
#include "domain/search.hpp"
#include "index/lexical_search.hpp"
#include "index/scalar_order.hpp"
#include "index/selection.hpp"
#include "index/vector_search.hpp"

namespace lectern::index {

struct Hit {
    domain::ChunkRef chunk;
    double score = 0;

    bool operator==(const Hit&) const = default;
};

/// Best first; ties by document id, then ordinal.
struct Hits {
    std::vector<Hit> hits{};
    domain::Total total{};
};

/// What a term adds to a chunk's score.
struct TermContribution {
    std::string term;
    std::uint32_t frequency = 0;
    std::uint64_t document_frequency = 0;
    double inverse_document_frequency = 0;
    double score = 0;
};

struct HeldDocument {
    DocumentId id;
    domain::Version version = 0;
    std::uint64_t sequence = 0;
    std::uint32_t chunk_count = 0;
};

/// Documents by value.
using ValueCounts = std::map<domain::Scalar, std::uint64_t, ScalarOrder>;

/// What the index holds at one moment; later changes do not touch it. Thread-safe. Selections are
/// good only for the snapshot that made them.
class Snapshot final {
  public:
    explicit Snapshot(std::uint32_t dimensions, std::vector<SegmentView> views = {});

    /// Of every vector; 0 when none came yet.
    std::uint32_t dimensions() const { return dimensions_; }
    std::span<const SegmentView> views() const { return views_; }
    const LiveCounts& live() const { return live_; }

    /// The live documents that pass `filter`; all when it is null.
    Selection select(const domain::Filter* filter) const { return Selection(views_, filter); }

    /// Numbers for BM25 over the live chunks, whatever is selected.
    CollectionStatistics statistics(std::span<const QueryTerm> terms) const;

    /// The total is exact up to a number of postings that costs little to count, a lower bound
    /// beyond.
    Hits search(const LexicalRequest& request, const Selection& selection) const;

    /// By cosine. No hits when the vector is not of the index's dimensions. The total counts the
    /// selected vectors.
    Hits search(const VectorRequest& request, const Selection& selection) const;

    /// Whether the chunk is live and its document selected.
    bool contains(const domain::ChunkRef& chunk, const Selection& selection) const;

    /// Counts the selected documents by the values of a field; with terms, only those that have one
    /// of them.
    ValueCounts count_values(
        std::string_view field, const Selection& selection, const std::vector<QueryTerm>* terms
    ) const;

    /// How `search` scores the chunk, by term in the order of the request, those alone that it has.
    std::vector<TermContribution> explain(
        const domain::ChunkRef& chunk, const LexicalRequest& request
    ) const;

    /// The live document with this id.
    std::optional<HeldDocument> find(std::string_view id) const;

    /// Every live document, segment by segment.
    std::vector<HeldDocument> documents() const;

  private:
    struct Place {
        std::size_t view;
        std::uint32_t document;
    };

    std::optional<Place> place_of(std::string_view id) const;
    std::optional<std::pair<Place, std::uint32_t>> place_of(const domain::ChunkRef& chunk) const;
    HeldDocument describe(const Place& place) const;
    std::vector<Hit> name(const std::vector<ScoredChunk>& chunks) const;
    domain::Total count(
        const LexicalRequest& request, const Selection& selection, std::size_t found
    ) const;
    std::uint64_t postings_of(std::string_view term) const;
    std::uint64_t least_matches(std::span<const QueryTerm> terms) const;

    std::uint32_t dimensions_;
    std::vector<SegmentView> views_;  // the largest first, so that the threshold rises soon
    LiveCounts live_{};
};

}  // namespace lectern::index
