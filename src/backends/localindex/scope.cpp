#include "backends/localindex/scope.hpp"

#include <algorithm>
#include <tuple>

namespace lectern::backends::localindex {

ScopedTerms::ScopedTerms(const Scope& scope, const std::string& text) {
    for (const ScopedDataset& each : scope) {
        const text::Analyzer& analyzer = each.dataset->analyzer();
        const auto [terms, is_new] = by_language_.try_emplace(std::string(analyzer.language()));
        if (is_new) terms->second = analyze_query(text, analyzer);
    }
    std::vector<index::QueryTerm> all;
    for (const auto& [language, terms] : by_language_) {
        for (const index::QueryTerm& term : terms) {
            if (frequencies_.try_emplace(term.term, 0).second) all.push_back(term);
        }
    }
    for (const ScopedDataset& each : scope) {
        const index::CollectionStatistics statistics = each.snapshot->statistics(all);
        chunks_ += statistics.chunks;
        length_ += statistics.length;
        for (std::size_t i = 0; i < all.size(); ++i) {
            frequencies_[all[i].term] += statistics.document_frequencies[i];
        }
    }
}

const std::vector<index::QueryTerm>& ScopedTerms::terms(const ScopedDataset& in) const {
    return by_language_.find(in.dataset->analyzer().language())->second;
}

index::LexicalRequest ScopedTerms::request(
    const ScopedDataset& in, const index::Bm25& tuning, std::size_t limit
) const {
    index::LexicalRequest request{.terms = terms(in), .tuning = tuning, .limit = limit};
    request.statistics.chunks = chunks_;
    request.statistics.length = length_;
    for (const index::QueryTerm& term : request.terms) {
        request.statistics.document_frequencies.push_back(frequencies_.at(term.term));
    }
    return request;
}

void HitMerger::add(const DatasetId& dataset, index::Hits hits) {
    for (index::Hit& hit : hits.hits) {
        result_.hits.push_back(
            {.dataset = dataset, .chunk = std::move(hit.chunk), .score = hit.score}
        );
    }
    result_.total.value += hits.total.value;
    result_.total.exact = result_.total.exact && hits.total.exact;
}

domain::LegResult HitMerger::take(std::size_t limit) {
    std::ranges::sort(result_.hits, [](const domain::LegHit& left, const domain::LegHit& right) {
        if (left.score != right.score) return left.score > right.score;
        return std::tie(left.dataset, left.chunk) < std::tie(right.dataset, right.chunk);
    });
    if (result_.hits.size() > limit) result_.hits.resize(limit);
    return std::move(result_);
}

}  // namespace lectern::backends::localindex
