#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "backends/localindex/analysis.hpp"
#include "backends/localindex/dataset_index.hpp"
#include "index/snapshot.hpp"
#include "ports/search_index.hpp"

namespace lectern::backends::localindex {

/// One dataset of a scope at one moment.
struct ScopedDataset {
    // Shared with the index's list of datasets, which may drop it while a search goes on.
    std::shared_ptr<DatasetIndex> dataset;
    std::shared_ptr<const index::Snapshot> snapshot;
    index::Selection selection;

    const DatasetId& id() const { return dataset->key().dataset; }
};

using Scope = std::vector<ScopedDataset>;

/// A query's terms in the analysis of each language in scope, and their statistics over the whole
/// scope, so that scores of different datasets compare.
class ScopedTerms final {
  public:
    ScopedTerms(const Scope& scope, const std::string& text);

    const std::vector<index::QueryTerm>& terms(const ScopedDataset& in) const;

    /// A request for one dataset of the scope.
    index::LexicalRequest request(
        const ScopedDataset& in, const index::Bm25& tuning, std::size_t limit
    ) const;

  private:
    std::map<std::string, std::vector<index::QueryTerm>, std::less<>> by_language_{};
    std::map<std::string, std::uint64_t> frequencies_{};
    std::uint64_t chunks_ = 0;
    std::uint64_t length_ = 0;
};

/// Joins the hits of several datasets: best first, ties by dataset, then chunk.
class HitMerger final {
  public:
    void add(const DatasetId& dataset, index::Hits hits);
    domain::LegResult take(std::size_t limit);

  private:
    domain::LegResult result_{};
};

}  // namespace lectern::backends::localindex
