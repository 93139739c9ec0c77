#include "backends/memory/memory_index.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <tuple>

#include "backends/memory/chunk_table.hpp"

namespace lectern::backends::memory {
namespace {

using DatasetKey = std::pair<TenantId, DatasetId>;
using ChunkTables = std::map<DatasetKey, ChunkTable>;

bool is_in_scope(const ports::SearchScope& scope, const IndexedDocument& document) {
    return !scope.filter || domain::matches(*scope.filter, document.fields);
}

bool has_dataset(const ports::SearchScope& scope, const DatasetId& id) {
    return std::ranges::any_of(scope.datasets, [&](const domain::Dataset& dataset) {
        return dataset.id == id;
    });
}

// Calls `visit(dataset, document id, document)` for all documents of the scope's datasets, filtered
// out or not.
template <class Visit>
void for_each_document(
    const ChunkTables& tables,
    const RequestContext& context,
    const ports::SearchScope& scope,
    Visit visit
) {
    for (const domain::Dataset& dataset : scope.datasets) {
        const auto found = tables.find({context.principal.tenant, dataset.id});
        if (found == tables.end()) continue;
        found->second.for_each([&](const DocumentId& id, const IndexedDocument& document) {
            visit(dataset.id, id, document);
        });
    }
}

WordStatistics statistics_of(
    const ChunkTables& tables,
    const RequestContext& context,
    const ports::SearchScope& scope,
    const std::string& text
) {
    WordStatistics statistics(split_words(text));
    for_each_document(
        tables,
        context,
        scope,
        [&](const DatasetId&, const DocumentId&, const IndexedDocument& document) {
            for (const IndexedChunk& chunk : document.chunks) statistics.add(chunk);
        }
    );
    return statistics;
}

// Scores every chunk in scope by `score(chunk)`, which says nothing for those that are no hit.
template <class Score>
domain::LegResult rank(
    const ChunkTables& tables,
    const RequestContext& context,
    const ports::SearchScope& scope,
    std::size_t limit,
    Score score
) {
    domain::LegResult result;
    for_each_document(
        tables,
        context,
        scope,
        [&](const DatasetId& dataset, const DocumentId& id, const IndexedDocument& document) {
            if (!is_in_scope(scope, document)) return;
            for (const IndexedChunk& chunk : document.chunks) {
                const std::optional<double> value = score(chunk);
                if (!value) continue;
                const domain::ChunkRef ref{
                    .document = id, .version = document.version, .ordinal = chunk.ordinal
                };
                result.hits.push_back({.dataset = dataset, .chunk = ref, .score = *value});
            }
        }
    );
    result.total = {.value = result.hits.size(), .exact = true};
    std::ranges::sort(result.hits, [](const domain::LegHit& left, const domain::LegHit& right) {
        if (left.score != right.score) return left.score > right.score;
        return std::tie(left.dataset, left.chunk) < std::tie(right.dataset, right.chunk);
    });
    if (result.hits.size() > limit) result.hits.resize(limit);
    return result;
}

double cosine(const std::vector<float>& left, const std::vector<float>& right) {
    double product = 0;
    double left_square = 0;
    double right_square = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        product += static_cast<double>(left[i]) * static_cast<double>(right[i]);
        left_square += static_cast<double>(left[i]) * static_cast<double>(left[i]);
        right_square += static_cast<double>(right[i]) * static_cast<double>(right[i]);
    }
    const double lengths = std::sqrt(left_square * right_square);
    return lengths > 0 ? product / lengths : 0;
}

// Booleans, then numbers, then strings.
int kind_of(const domain::Scalar& value) {
    if (std::holds_alternative<bool>(value)) return 0;
    return std::holds_alternative<std::string>(value) ? 2 : 1;
}

struct ValueLess {
    bool operator()(const domain::Scalar& left, const domain::Scalar& right) const {
        if (kind_of(left) != kind_of(right)) return kind_of(left) < kind_of(right);
        if (kind_of(left) == 0) return std::get<bool>(left) < std::get<bool>(right);
        return domain::compare(left, right) == -1;
    }
};

using ValueCounts = std::map<domain::Scalar, std::uint64_t, ValueLess>;

void count_values(
    ValueCounts& counts, const std::vector<domain::FieldValues>& fields, const std::string& field
) {
    const auto found = std::ranges::find(fields, field, &domain::FieldValues::field);
    if (found == fields.end()) return;
    ValueCounts once;
    for (const domain::Scalar& value : found->values) once.try_emplace(value, 1);
    for (const auto& [value, count] : once) counts[value] += count;
}

domain::Facet to_facet(const domain::FacetRequest& request, const ValueCounts& counts) {
    domain::Facet facet{.field = request.field};
    for (const auto& [value, count] : counts)
        facet.values.push_back({.value = value, .count = count});
    // `counts` is in order of value; a stable sort keeps that order among equal counts.
    std::ranges::stable_sort(facet.values, std::ranges::greater{}, &domain::FacetValue::count);
    if (facet.values.size() > request.limit) facet.values.resize(request.limit);
    return facet;
}

bool has_some_word(const IndexedDocument& document, const std::vector<std::string>& words) {
    return std::ranges::any_of(document.chunks, [&](const IndexedChunk& chunk) {
        return std::ranges::any_of(words, [&](const std::string& word) {
            return chunk.frequencies.contains(word);
        });
    });
}

}  // namespace

struct MemoryIndex::Tables {
    ChunkTables chunks;
    ports::Sequence covered = 0;
};

MemoryIndex::MemoryIndex() : tables_(std::make_unique<Tables>()) {}
MemoryIndex::~MemoryIndex() = default;

Result<void> MemoryIndex::apply(
    const RequestContext&, const domain::Dataset& dataset, std::span<const ports::Change> changes
) {
    const std::lock_guard lock(mutex_);
    ChunkTable& table = tables_->chunks[{dataset.tenant, dataset.id}];
    for (const ports::Change& change : changes) table.apply(change);
    return {};
}

Result<domain::LegResult> MemoryIndex::search(
    const RequestContext& context, const ports::LexicalQuery& query
) {
    const std::shared_lock lock(mutex_);
    const auto statistics = statistics_of(tables_->chunks, context, query.scope, query.text);
    return rank(tables_->chunks, context, query.scope, query.limit, [&](const IndexedChunk& chunk) {
        return statistics.score(chunk);
    });
}

Result<domain::LegResult> MemoryIndex::search(
    const RequestContext& context, const ports::VectorQuery& query
) {
    const std::shared_lock lock(mutex_);
    return rank(
        tables_->chunks,
        context,
        query.scope,
        query.limit,
        [&](const IndexedChunk& chunk) -> std::optional<double> {
            if (chunk.vector.empty() || chunk.vector.size() != query.vector.size())
                return std::nullopt;
            return cosine(chunk.vector, query.vector);
        }
    );
}

Result<std::vector<domain::LegHit>> MemoryIndex::restrict(
    const RequestContext& context,
    const ports::SearchScope& scope,
    std::span<const domain::LegHit> chunks
) {
    std::vector<domain::LegHit> kept;
    const std::shared_lock lock(mutex_);
    for (const domain::LegHit& hit : chunks) {
        const auto table = tables_->chunks.find({context.principal.tenant, hit.dataset});
        if (table == tables_->chunks.end() || !has_dataset(scope, hit.dataset)) continue;
        if (table->second.find(hit.chunk) == nullptr) continue;
        if (is_in_scope(scope, *table->second.find(hit.chunk.document))) kept.push_back(hit);
    }
    return kept;
}

Result<std::vector<domain::Facet>> MemoryIndex::facets(
    const RequestContext& context, const ports::FacetQuery& query
) {
    const std::vector<std::string> words = split_words(query.text.value_or(""));
    std::vector<ValueCounts> counts(query.facets.size());
    const std::shared_lock lock(mutex_);
    for_each_document(
        tables_->chunks,
        context,
        query.scope,
        [&](const DatasetId&, const DocumentId&, const IndexedDocument& document) {
            if (!is_in_scope(query.scope, document)) return;
            if (query.text && !has_some_word(document, words)) return;
            for (std::size_t i = 0; i < counts.size(); ++i) {
                count_values(counts[i], document.fields, query.facets[i].field);
            }
        }
    );
    std::vector<domain::Facet> facets;
    for (std::size_t i = 0; i < counts.size(); ++i)
        facets.push_back(to_facet(query.facets[i], counts[i]));
    return facets;
}

Result<std::vector<ports::TermScore>> MemoryIndex::explain(
    const RequestContext& context, const ports::LexicalQuery& query, const domain::LegHit& chunk
) {
    std::vector<ports::TermScore> terms;
    const std::shared_lock lock(mutex_);
    const auto table = tables_->chunks.find({context.principal.tenant, chunk.dataset});
    if (table == tables_->chunks.end() || !has_dataset(query.scope, chunk.dataset)) return terms;
    const IndexedChunk* indexed = table->second.find(chunk.chunk);
    if (indexed == nullptr) return terms;
    const auto statistics = statistics_of(tables_->chunks, context, query.scope, query.text);
    for (std::size_t i = 0; i < statistics.words().size(); ++i) {
        const auto frequency = indexed->frequencies.find(statistics.words()[i]);
        if (frequency == indexed->frequencies.end()) continue;
        terms.push_back({
            .term = statistics.words()[i],
            .frequency = frequency->second,
            .document_frequency = statistics.document_frequency(i),
            .inverse_document_frequency = statistics.inverse_document_frequency(i),
            .score = statistics.score(*indexed, i),
        });
    }
    return terms;
}

Result<void> MemoryIndex::remove(const RequestContext& context, const DatasetId& dataset) {
    const std::lock_guard lock(mutex_);
    tables_->chunks.erase({context.principal.tenant, dataset});
    return {};
}

Result<void> MemoryIndex::flush(const RequestContext&, ports::Sequence floor) {
    const std::lock_guard lock(mutex_);
    tables_->covered = floor;
    return {};
}

ports::Sequence MemoryIndex::covered() const {
    const std::shared_lock lock(mutex_);
    return tables_->covered;
}

}  // namespace lectern::backends::memory
