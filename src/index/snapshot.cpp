#include "index/snapshot.hpp"

#include <algorithm>

#include "index/dot.hpp"
#include "index/postings_cursor.hpp"

namespace lectern::index {
namespace {

// About a fifth of a millisecond to walk.
constexpr std::uint64_t postings_counted = 200'000;

// Documents of the view that are selected and, with terms, have a chunk with one of them.
Bitmap matching_documents(
    const SegmentView& view, const Bitmap* selected, const std::vector<QueryTerm>* terms
) {
    const Segment& segment = view.segment();
    if (terms == nullptr)
        return selected != nullptr ? *selected : Bitmap(segment.documents().size(), true);
    const Bitmap chunks = matching_chunks(view, selected, *terms);
    Bitmap documents(segment.documents().size());
    for (std::size_t chunk = chunks.next(0); chunk < chunks.size();
         chunk = chunks.next(chunk + 1)) {
        documents.set(segment.chunk_documents()[chunk]);
    }
    return documents;
}

}  // namespace

Snapshot::Snapshot(std::uint32_t dimensions, std::vector<SegmentView> views)
    : dimensions_(dimensions), views_(std::move(views)) {
    std::ranges::stable_sort(views_, std::greater{}, [](const SegmentView& view) {
        return view.live().chunks;
    });
    for (const SegmentView& view : views_) {
        live_.documents += view.live().documents;
        live_.chunks += view.live().chunks;
        live_.length += view.live().length;
        live_.vectors += view.live().vectors;
    }
}

CollectionStatistics Snapshot::statistics(std::span<const QueryTerm> terms) const {
    CollectionStatistics statistics{.chunks = live_.chunks, .length = live_.length};
    for (const QueryTerm& each : terms) {
        std::uint64_t frequency = 0;
        for (const SegmentView& view : views_) frequency += document_frequency(view, each.term);
        statistics.document_frequencies.push_back(frequency);
    }
    return statistics;
}

Hits Snapshot::search(const LexicalRequest& request, const Selection& selection) const {
    TopK top(views_, request.limit);
    for (std::size_t view = 0; view < views_.size(); ++view)
        search_terms(views_, view, selection, request, top);
    Hits found{.hits = name(top.take())};
    found.total = count(request, selection, found.hits.size());
    return found;
}

domain::Total Snapshot::count(
    const LexicalRequest& request, const Selection& selection, std::size_t found
) const {
    std::uint64_t postings = 0;
    for (const QueryTerm& each : request.terms) postings += postings_of(each.term);
    if (postings > postings_counted) {
        std::uint64_t at_least = found;
        if (selection.is_everything()) at_least = std::max(at_least, least_matches(request.terms));
        return {.value = at_least, .exact = false};
    }
    std::uint64_t total = 0;
    for (std::size_t view = 0; view < views_.size(); ++view) {
        total += matching_chunks(views_[view], selection.documents(view), request.terms).count();
    }
    return {.value = total, .exact = true};
}

std::uint64_t Snapshot::postings_of(std::string_view term) const {
    std::uint64_t postings = 0;
    for (const SegmentView& view : views_) {
        const TermRow* row = view.segment().find_term(term);
        if (row != nullptr) postings += row->chunk_count;
    }
    return postings;
}

// The most frequent term's chunks, had all that is deleted had it.
std::uint64_t Snapshot::least_matches(std::span<const QueryTerm> terms) const {
    std::uint64_t deleted = 0;
    for (const SegmentView& view : views_)
        deleted += view.segment().chunk_count() - view.live().chunks;
    std::uint64_t most = 0;
    for (const QueryTerm& each : terms) most = std::max(most, postings_of(each.term));
    return most > deleted ? most - deleted : 0;
}

Hits Snapshot::search(const VectorRequest& request, const Selection& selection) const {
    if (dimensions_ == 0 || request.vector.size() != dimensions_) return {};
    std::vector<float> query = request.vector;
    normalise(query);
    query.resize(padded_dimensions(dimensions_), 0.0F);
    TopK top(views_, request.limit);
    std::uint64_t total = 0;
    for (std::size_t view = 0; view < views_.size(); ++view) {
        total += search_vectors(views_, view, selection, query, request, top);
    }
    return {.hits = name(top.take()), .total = {.value = total, .exact = true}};
}

bool Snapshot::contains(const domain::ChunkRef& chunk, const Selection& selection) const {
    const auto found = place_of(chunk);
    return found && selection.selects(found->first.view, found->first.document);
}

ValueCounts Snapshot::count_values(
    std::string_view field, const Selection& selection, const std::vector<QueryTerm>* terms
) const {
    ValueCounts counts;
    for (std::size_t view = 0; view < views_.size(); ++view) {
        const Segment& segment = views_[view].segment();
        const FieldRow* row = segment.find_field(field);
        if (row == nullptr) continue;
        const Bitmap matching = matching_documents(views_[view], selection.documents(view), terms);
        for (const ValueRow& value : segment.values(*row)) {
            const auto documents = segment.value_documents(value);
            const auto count = std::ranges::count_if(documents, [&](std::uint32_t each) {
                return matching.test(each);
            });
            if (count > 0) counts[segment.value(value)] += static_cast<std::uint64_t>(count);
        }
    }
    return counts;
}

std::vector<TermContribution> Snapshot::explain(
    const domain::ChunkRef& chunk, const LexicalRequest& request
) const {
    const auto found = place_of(chunk);
    if (!found) return {};
    const Segment& segment = views_[found->first.view].segment();
    const std::uint32_t number = found->second;
    const Bm25Formula formula(request.tuning, request.statistics);
    std::vector<TermContribution> contributions;
    for (std::size_t i = 0; i < request.terms.size(); ++i) {
        const QueryTerm& each = request.terms[i];
        const TermRow* row = segment.find_term(each.term);
        if (row == nullptr) continue;
        PostingsCursor cursor(segment, *row);
        cursor.seek(number);
        if (cursor.chunk() != number) continue;
        const std::uint64_t having = request.statistics.document_frequencies[i];
        const double rarity = formula.inverse_document_frequency(having);
        contributions.push_back({
            .term = each.term,
            .frequency = cursor.frequency(),
            .document_frequency = having,
            .inverse_document_frequency = rarity,
            .score = rarity * each.count *
                     formula.saturation(cursor.frequency(), segment.chunk_lengths()[number]),
        });
    }
    return contributions;
}

std::optional<HeldDocument> Snapshot::find(std::string_view id) const {
    const auto place = place_of(id);
    if (!place) return std::nullopt;
    return describe(*place);
}

std::vector<HeldDocument> Snapshot::documents() const {
    std::vector<HeldDocument> held;
    held.reserve(live_.documents);
    for (std::size_t view = 0; view < views_.size(); ++view) {
        const auto rows = views_[view].segment().documents();
        for (std::uint32_t document = 0; document < rows.size(); ++document) {
            if (views_[view].is_live(document))
                held.push_back(describe({.view = view, .document = document}));
        }
    }
    return held;
}

std::optional<Snapshot::Place> Snapshot::place_of(std::string_view id) const {
    for (std::size_t view = 0; view < views_.size(); ++view) {
        if (const auto document = views_[view].find(id))
            return Place{.view = view, .document = *document};
    }
    return std::nullopt;
}

std::optional<std::pair<Snapshot::Place, std::uint32_t>> Snapshot::place_of(
    const domain::ChunkRef& chunk
) const {
    const auto place = place_of(chunk.document.value);
    if (!place) return std::nullopt;
    const Segment& segment = views_[place->view].segment();
    const DocumentRow& row = segment.documents()[place->document];
    if (row.version != chunk.version) return std::nullopt;
    const auto ordinals = segment.chunk_ordinals().subspan(row.first_chunk, row.chunk_count);
    const auto found = std::ranges::lower_bound(ordinals, chunk.ordinal);
    if (found == ordinals.end() || *found != chunk.ordinal) return std::nullopt;
    return std::pair(
        *place, row.first_chunk + static_cast<std::uint32_t>(found - ordinals.begin())
    );
}

HeldDocument Snapshot::describe(const Place& place) const {
    const Segment& segment = views_[place.view].segment();
    const DocumentRow& row = segment.documents()[place.document];
    return {
        .id = DocumentId{std::string(segment.document_id(place.document))},
        .version = row.version,
        .sequence = row.sequence,
        .chunk_count = row.chunk_count,
    };
}

std::vector<Hit> Snapshot::name(const std::vector<ScoredChunk>& chunks) const {
    std::vector<Hit> hits;
    hits.reserve(chunks.size());
    for (const ScoredChunk& each : chunks) {
        const Segment& segment = views_[each.view].segment();
        const std::uint32_t document = segment.chunk_documents()[each.chunk];
        hits.push_back({
            .chunk =
                {
                    .document = DocumentId{std::string(segment.document_id(document))},
                    .version = segment.documents()[document].version,
                    .ordinal = segment.chunk_ordinals()[each.chunk],
                },
            .score = each.score,
        });
    }
    return hits;
}

}  // namespace lectern::index
