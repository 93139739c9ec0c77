#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "domain/document.hpp"
#include "text/analyzer.hpp"

namespace lectern::text {

/// A stretch of a text that shows why it matches.
struct Snippet {
    std::string text;
    std::vector<domain::ByteRange> matches{};  ///< Within `text`, in order, apart.

    bool operator==(const Snippet&) const = default;
};

struct HighlightOptions {
    std::size_t snippet_bytes = 200;  ///< About; a snippet ends at a word's bound.
    std::size_t max_snippets = 2;
};

/// The windows of `utf8` with the most distinct terms of the query, best first; then those with
/// more matches, then the earlier. `terms` are the query's as `analyzer` gives them. Windows do not
/// overlap, and each shows at least one match; no match, no snippet. Line breaks are left as they
/// are. Thread-safe.
std::vector<Snippet> highlight(
    std::string_view utf8,
    const std::vector<std::string>& terms,
    const Analyzer& analyzer,
    const HighlightOptions& options = {}
);

}  // namespace lectern::text
