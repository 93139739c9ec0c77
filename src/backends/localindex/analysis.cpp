#include "backends/localindex/analysis.hpp"

#include <algorithm>
#include <unordered_map>

namespace lectern::backends::localindex {
namespace {

std::vector<index::TermCount> count_terms(std::vector<text::Token> tokens) {
    std::vector<index::TermCount> terms;
    terms.reserve(tokens.size());
    for (text::Token& token : tokens) terms.push_back({.term = std::move(token.term), .count = 1});
    return terms;
}

void append(std::vector<index::TermCount>& terms, const std::vector<index::TermCount>& more) {
    terms.insert(terms.end(), more.begin(), more.end());
}

index::Document analyze(const ports::ProcessedDocument& processed, const text::Analyzer& analyzer) {
    const domain::Document& source = processed.document;
    index::Document document{
        .id = source.key.id.value,
        .version = source.version,
        .fields = domain::flatten(source.metadata),
    };
    // Neighbouring chunks share most of their headings.
    std::unordered_map<std::string_view, std::vector<index::TermCount>> headings;
    headings.emplace(source.title, count_terms(analyzer.analyze(source.title)));
    for (const domain::Chunk& chunk : processed.chunks) {
        index::Chunk indexed{
            .ordinal = chunk.ordinal, .title = headings[source.title], .vector = chunk.vector
        };
        indexed.text = count_terms(analyzer.analyze(chunk.text));
        for (const std::string& heading : chunk.headings) {
            if (heading == source.title) continue;
            const auto [found, is_new] = headings.try_emplace(heading);
            if (is_new) found->second = count_terms(analyzer.analyze(heading));
            append(indexed.title, found->second);
        }
        document.chunks.push_back(std::move(indexed));
    }
    std::ranges::sort(document.chunks, {}, &index::Chunk::ordinal);
    return document;
}

}  // namespace

index::Change analyze(const ports::Change& change, const text::Analyzer& analyzer) {
    index::Change indexed{.sequence = change.sequence, .id = change.key.id.value};
    if (change.document) {
        indexed.document = analyze(*change.document, analyzer);
        indexed.document->id = indexed.id;
    }
    return indexed;
}

std::vector<index::QueryTerm> analyze_query(
    std::string_view query, const text::Analyzer& analyzer
) {
    std::vector<index::QueryTerm> terms;
    std::unordered_map<std::string, std::size_t> places;
    for (text::Token& token : analyzer.analyze(query)) {
        const auto [place, is_new] = places.try_emplace(token.term, terms.size());
        if (is_new) {
            terms.push_back({.term = std::move(token.term), .count = 1});
        } else {
            ++terms[place->second].count;
        }
    }
    return terms;
}

}  // namespace lectern::backends::localindex
