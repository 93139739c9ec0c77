#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/dataset.hpp"
#include "domain/search.hpp"
#include "ports/document_store.hpp"

namespace lectern::ports {

/// What is searched: some datasets of one tenant, and in them the documents that pass the filter.
struct SearchScope {
    std::vector<domain::Dataset> datasets{};  ///< At least one; all of `context.principal.tenant`.
    std::optional<domain::Filter> filter{};   ///< Validated.
};

struct LexicalQuery {
    SearchScope scope;
    std::string text{};
    std::size_t limit = 10;
};

struct VectorQuery {
    SearchScope scope;            ///< Datasets without vectors of this length are passed over.
    std::vector<float> vector{};  ///< Of any length but zero; compared by cosine.
    std::size_t limit = 10;
    /// Compare with every vector rather than search the graph.
    bool exact = false;
};

/// Counts the documents in scope, and when `text` is set only those with a chunk that has one of
/// its terms.
struct FacetQuery {
    SearchScope scope;
    std::optional<std::string> text{};
    std::vector<domain::FacetRequest> facets{};
};

/// Why a chunk scored what it did.
struct TermScore {
    std::string term{};
    std::uint32_t frequency = 0;           ///< In the chunk.
    std::uint64_t document_frequency = 0;  ///< Chunks that have it.
    double inverse_document_frequency = 0;
    double score = 0;
};

/// Finds chunks by words and by vectors. Derived from `DocumentStore`: what it lost it gets again
/// by `changes` after `covered`. Thread-safe; a change is visible to every search that starts after
/// `apply` returned, whole or not at all for one document.
class SearchIndex {
  public:
    virtual ~SearchIndex() = default;

    /// Takes changes of one dataset in, in order. A version older than the one held is passed over,
    /// and so is a document whose key was removed by a change of a larger sequence (since the index
    /// was opened). Need not be durable: `covered` says what is.
    virtual Result<void> apply(
        const RequestContext& context,
        const domain::Dataset& dataset,
        std::span<const Change> changes
    ) = 0;

    /// BM25 over title, headings and text; statistics are those of the tenant's datasets in scope.
    /// Empty when the text has no term.
    virtual Result<domain::LegResult> search(
        const RequestContext& context, const LexicalQuery& query
    ) = 0;

    /// Cosine. `total` counts the chunks in scope that have a vector.
    virtual Result<domain::LegResult> search(
        const RequestContext& context, const VectorQuery& query
    ) = 0;

    /// Those of `chunks` that the index holds and whose documents are in scope, in the order given.
    virtual Result<std::vector<domain::LegHit>> restrict(
        const RequestContext& context,
        const SearchScope& scope,
        std::span<const domain::LegHit> chunks
    ) = 0;

    virtual Result<std::vector<domain::Facet>> facets(
        const RequestContext& context, const FacetQuery& query
    ) = 0;

    /// How `search` would score one chunk, term by term. Empty when it holds no term of the query.
    virtual Result<std::vector<TermScore>> explain(
        const RequestContext& context, const LexicalQuery& query, const domain::LegHit& chunk
    ) = 0;

    /// Forgets a dataset of `context.principal.tenant`. Succeeds when there is nothing to forget.
    virtual Result<void> remove(const RequestContext& context, const DatasetId& dataset) = 0;

    /// Makes everything applied durable. `floor` is the sequence up to which every change of the
    /// store was applied; it becomes `covered`.
    virtual Result<void> flush(const RequestContext& context, Sequence floor) = 0;

    /// Changes up to this one need not be applied again after a restart. 0 when the index is new or
    /// was found damaged and must be rebuilt.
    virtual Sequence covered() const = 0;
};

}  // namespace lectern::ports
