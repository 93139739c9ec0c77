#pragma once

#include <memory>
#include <shared_mutex>
#include <vector>

#include "core/thread_annotations.hpp"
#include "ports/search_index.hpp"

namespace lectern::backends::memory {

/// Searches by looking at every chunk: slow, and simple enough to be trusted as the measure of
/// other indexes. Words are runs of ASCII letters and digits and of any bytes above ASCII, with
/// ASCII letters lowered; there are no stop words and no stemming. BM25 as in Robertson and
/// Zaragoza, "The Probabilistic Relevance Framework" (2009), with k1 = 1.2, b = 0.75 and the
/// inverse document frequency ln(1 + (N - n + 0.5) / (n + 0.5)). Durable means here: until it is
/// destroyed. Thread-safe.
class MemoryIndex final : public ports::SearchIndex {
  public:
    MemoryIndex();
    ~MemoryIndex() override;
    MemoryIndex(const MemoryIndex&) = delete;
    MemoryIndex& operator=(const MemoryIndex&) = delete;

    Result<void> apply(
        const RequestContext& context,
        const domain::Dataset& dataset,
        std::span<const ports::Change> changes
    ) override;
    Result<domain::LegResult> search(
        const RequestContext& context, const ports::LexicalQuery& query
    ) override;
    Result<domain::LegResult> search(const RequestContext& context, const ports::VectorQuery& query)
        override;
    Result<std::vector<domain::LegHit>> restrict(
        const RequestContext& context,
        const ports::SearchScope& scope,
        std::span<const domain::LegHit> chunks
    ) override;
    Result<std::vector<domain::Facet>> facets(
        const RequestContext& context, const ports::FacetQuery& query
    ) override;
    Result<std::vector<ports::TermScore>> explain(
        const RequestContext& context, const ports::LexicalQuery& query, const domain::LegHit& chunk
    ) override;
    Result<void> remove(const RequestContext& context, const DatasetId& dataset) override;
    Result<void> flush(const RequestContext& context, ports::Sequence floor) override;
    ports::Sequence covered() const override;

  private:
    struct Tables;

    mutable std::shared_mutex mutex_;
    std::unique_ptr<Tables> tables_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern::backends::memory
