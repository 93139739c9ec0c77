#include "index/brute_force.hpp"

#include <algorithm>

#include "index/dot.hpp"

namespace lectern::index::brute_force {
namespace {

void sort_hits(std::vector<Hit>& hits) {
    std::ranges::sort(hits, [](const Hit& left, const Hit& right) {
        return left.score != right.score ? left.score > right.score : left.chunk < right.chunk;
    });
}

bool passes(const Document& document, const domain::Filter* filter) {
    return filter == nullptr || domain::matches(*filter, document.fields);
}

}  // namespace

void Model::apply(const Change& change) {
    const auto now = held_.find(change.id);
    if (!change.document) {
        if (now != held_.end() && now->second.sequence > change.sequence) return;
        held_.erase(change.id);
        removed_[change.id] = std::max(removed_[change.id], change.sequence);
        return;
    }
    if (now != held_.end() && now->second.document.version > change.document->version) return;
    const bool is_held = now != held_.end() &&
                         now->second.document.version == change.document->version &&
                         now->second.sequence == change.sequence;
    if (is_held && change.sequence > 0) return;
    const auto removed = removed_.find(change.id);
    if (removed != removed_.end() && removed->second > change.sequence) return;
    held_[change.id] = {.document = *change.document, .sequence = change.sequence};
}

std::uint32_t Model::frequency(const Chunk& chunk, const std::string& term) const {
    std::uint32_t frequency = 0;
    for (const TermCount& each : chunk.text) frequency += each.term == term ? each.count : 0;
    for (const TermCount& each : chunk.title)
        frequency += each.term == term ? each.count * title_weight_ : 0;
    return frequency;
}

std::uint32_t Model::length(const Chunk& chunk) const {
    std::uint32_t length = 0;
    for (const TermCount& each : chunk.text) length += each.count;
    for (const TermCount& each : chunk.title) length += each.count * title_weight_;
    return length;
}

CollectionStatistics Model::statistics(const std::vector<QueryTerm>& terms) const {
    CollectionStatistics statistics;
    statistics.document_frequencies.assign(terms.size(), 0);
    for (const auto& [id, held] : held_) {
        for (const Chunk& chunk : held.document.chunks) {
            ++statistics.chunks;
            statistics.length += length(chunk);
            for (std::size_t i = 0; i < terms.size(); ++i) {
                statistics.document_frequencies[i] += frequency(chunk, terms[i].term) > 0 ? 1 : 0;
            }
        }
    }
    return statistics;
}

std::vector<Hit> Model::search(const LexicalRequest& request, const domain::Filter* filter) const {
    const CollectionStatistics& statistics = request.statistics;
    const double average =
        static_cast<double>(statistics.length) / static_cast<double>(statistics.chunks);
    std::vector<Hit> hits;
    for (const auto& [id, held] : held_) {
        if (!passes(held.document, filter)) continue;
        for (const Chunk& chunk : held.document.chunks) {
            double score = 0;
            bool matches = false;
            for (std::size_t i = 0; i < request.terms.size(); ++i) {
                const double frequency_here = frequency(chunk, request.terms[i].term);
                if (frequency_here == 0) continue;
                matches = true;
                const auto n = static_cast<double>(statistics.document_frequencies[i]);
                const double idf =
                    std::log(1 + (static_cast<double>(statistics.chunks) - n + 0.5) / (n + 0.5));
                const double norm =
                    request.tuning.k1 *
                    (1 - request.tuning.b + request.tuning.b * length(chunk) / average);
                score += request.terms[i].count * idf * frequency_here * (request.tuning.k1 + 1) /
                         (frequency_here + norm);
            }
            if (!matches) continue;
            hits.push_back(
                {.chunk =
                     {.document = DocumentId{id},
                      .version = held.document.version,
                      .ordinal = chunk.ordinal},
                 .score = score}
            );
        }
    }
    sort_hits(hits);
    return hits;
}

std::vector<Hit> Model::search(const std::vector<float>& vector, const domain::Filter* filter)
    const {
    std::vector<float> query = vector;
    normalise(query);
    std::vector<Hit> hits;
    for (const auto& [id, held] : held_) {
        if (!passes(held.document, filter)) continue;
        for (const Chunk& chunk : held.document.chunks) {
            if (chunk.vector.empty()) continue;
            std::vector<float> normal = chunk.vector;
            normalise(normal);
            double score = 0;
            for (std::size_t i = 0; i < query.size(); ++i)
                score += static_cast<double>(query[i] * normal[i]);
            hits.push_back(
                {.chunk =
                     {.document = DocumentId{id},
                      .version = held.document.version,
                      .ordinal = chunk.ordinal},
                 .score = score}
            );
        }
    }
    sort_hits(hits);
    return hits;
}

ValueCounts Model::count_values(
    const std::string& field, const domain::Filter* filter, const std::vector<QueryTerm>* terms
) const {
    ValueCounts counts;
    for (const auto& [id, held] : held_) {
        if (!passes(held.document, filter)) continue;
        const bool matches =
            terms == nullptr || std::ranges::any_of(held.document.chunks, [&](const Chunk& chunk) {
                return std::ranges::any_of(*terms, [&](const QueryTerm& term) {
                    return frequency(chunk, term.term) > 0;
                });
            });
        if (!matches) continue;
        for (const domain::FieldValues& each : held.document.fields) {
            if (each.field != field) continue;
            ValueCounts once;
            for (const domain::Scalar& value : each.values) once[value] = 1;
            for (const auto& [value, one] : once) counts[value] += one;
        }
    }
    return counts;
}

std::map<std::string, std::uint64_t> Model::versions() const {
    std::map<std::string, std::uint64_t> versions;
    for (const auto& [id, held] : held_) versions[id] = held.document.version;
    return versions;
}

std::string Generator::term() {
    // Low numbers are common, high ones rare.
    const std::uint32_t most = 1 + below(40);
    return "t" + std::to_string(below(most));
}

std::vector<TermCount> Generator::terms(std::uint32_t most) {
    std::vector<TermCount> terms;
    const std::uint32_t count = below(most + 1);
    for (std::uint32_t i = 0; i < count; ++i)
        terms.push_back({.term = term(), .count = 1 + below(3)});
    return terms;
}

domain::Scalar Generator::scalar() {
    switch (below(5)) {
        case 0:
            return below(2) == 0;
        case 1:
            return static_cast<double>(below(8)) / 2;
        case 2:
            return "v" + std::to_string(below(6));
        default:
            return static_cast<std::int64_t>(below(8));
    }
}

std::vector<float> Generator::vector() {
    std::vector<float> vector(dimensions_);
    for (float& each : vector) each = static_cast<float>(below(2001)) / 1000.0F - 1.0F;
    return vector;
}

Document Generator::document(std::string id, std::uint64_t version) {
    Document document{.id = std::move(id), .version = version};
    const std::uint32_t chunks = below(4);
    const auto title = terms(3);
    std::uint32_t ordinal = 0;
    for (std::uint32_t i = 0; i < chunks; ++i) {
        Chunk chunk{.ordinal = ordinal, .text = terms(12), .title = title};
        if (dimensions_ > 0 && below(4) != 0) chunk.vector = vector();
        document.chunks.push_back(std::move(chunk));
        ordinal += 1 + below(2);
    }
    for (const auto* field : {"a", "b", "c.d"}) {
        domain::FieldValues values{.field = field, .values = {}};
        const std::uint32_t count = below(3);
        for (std::uint32_t i = 0; i < count; ++i) values.values.push_back(scalar());
        if (!values.values.empty()) document.fields.push_back(std::move(values));
    }
    return document;
}

std::vector<QueryTerm> Generator::query() {
    std::map<std::string, std::uint32_t> counts;
    const std::uint32_t count = 1 + below(5);
    for (std::uint32_t i = 0; i < count; ++i) ++counts[term()];
    std::vector<QueryTerm> terms;
    for (const auto& [text, times] : counts) terms.push_back({.term = text, .count = times});
    return terms;
}

domain::Filter Generator::filter(int depth) {
    const std::string field = std::vector<std::string>{"a", "b", "c.d", "none"}[below(4)];
    const std::uint32_t kind = below(depth > 0 ? 6 : 3);
    if (kind == 0) return {domain::In{.field = field, .values = {scalar(), scalar()}}};
    if (kind == 1) {
        domain::Range range{.field = field};
        if (below(2) == 0) range.greater = scalar();
        if (below(3) == 0) range.greater_or_equal = scalar();
        if (below(2) == 0) range.less_or_equal = scalar();
        if (below(3) == 0) range.less = scalar();
        if (!range.greater && !range.greater_or_equal && !range.less_or_equal)
            range.less = scalar();
        return {range};
    }
    if (kind == 2) return {domain::Exists{.field = field}};
    std::vector<domain::Filter> parts;
    const std::uint32_t count = below(3);
    for (std::uint32_t i = 0; i < count; ++i) parts.push_back(filter(depth - 1));
    if (kind == 3) return {domain::AllOf{.parts = std::move(parts)}};
    if (kind == 4) return {domain::AnyOf{.parts = std::move(parts)}};
    return {domain::NoneOf{.parts = std::move(parts)}};
}

}  // namespace lectern::index::brute_force
