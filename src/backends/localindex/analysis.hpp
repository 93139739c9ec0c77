#pragma once

#include <string_view>
#include <vector>

#include "index/document.hpp"
#include "index/lexical_search.hpp"
#include "ports/document_store.hpp"
#include "text/analyzer.hpp"

namespace lectern::backends::localindex {

/// A change of the store in the index's terms. A chunk's title terms are those of the document's
/// title and of its headings; a heading that repeats the title counts once.
index::Change analyze(const ports::Change& change, const text::Analyzer& analyzer);

/// The different terms of a query, in the order of their first places, and how often each stands
/// there.
std::vector<index::QueryTerm> analyze_query(std::string_view query, const text::Analyzer& analyzer);

}  // namespace lectern::backends::localindex
