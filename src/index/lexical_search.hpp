#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "index/bm25.hpp"
#include "index/selection.hpp"
#include "index/top_k.hpp"

namespace lectern::index {

/// A term of a query and how often it stands there.
struct QueryTerm {
    std::string term;
    std::uint32_t count = 1;
};

struct LexicalRequest {
    std::vector<QueryTerm> terms{};     ///< Different ones.
    CollectionStatistics statistics{};  ///< With one document frequency a term.
    Bm25 tuning{};
    std::size_t limit = 10;
    /// Pass over chunks that cannot be among the best. Off only to compare: the answer is the same.
    bool prune = true;
};

/// The best chunks of one view go into `top`. Exact: block-max MaxScore (Turtle and Flood 1995;
/// block maxima by Ding and Suel, SIGIR 2011) leaves out only what cannot get in.
void search_terms(
    std::span<const SegmentView> views,
    std::size_t view,
    const Selection& selection,
    const LexicalRequest& request,
    TopK& top
);

/// Selected chunks of one view that have at least one of the terms. One bit a chunk.
Bitmap matching_chunks(
    const SegmentView& view, const Bitmap* selected, std::span<const QueryTerm> terms
);

/// How many live chunks of one view have the term.
std::uint64_t document_frequency(const SegmentView& view, const std::string& term);

}  // namespace lectern::index
