#include "services/hydration.hpp"

#include <algorithm>
#include <utility>

#include "services/graph_leg.hpp"
#include "text/highlighter.hpp"

namespace lectern::services {
namespace {

RetrievedHit to_hit(const domain::FusedHit& ranked, ports::StoredChunk stored) {
    return {
        .document = ranked.chunk.document,
        .chunk = ranked.chunk,
        .dataset = ranked.dataset,
        .score = ranked.score,
        .title = std::move(stored.title),
        .url = std::move(stored.url),
        .text = std::move(stored.chunk.text),
        .headings = std::move(stored.chunk.headings),
        .source = stored.chunk.source,
        .metadata = std::move(stored.metadata),
    };
}

// The chunks of places `begin` to `end` that are still there.
Result<std::map<ChunkKey, ports::StoredChunk>> read_chunks(
    const RequestContext& context,
    ports::DocumentStore& documents,
    const std::vector<domain::FusedHit>& ranking,
    std::size_t begin,
    std::size_t end
) {
    std::map<DatasetId, std::vector<domain::ChunkRef>> wanted;
    for (std::size_t i = begin; i < end; ++i)
        wanted[ranking[i].dataset].push_back(ranking[i].chunk);
    std::map<ChunkKey, ports::StoredChunk> found;
    for (const auto& [dataset, refs] : wanted) {
        auto chunks = documents.chunks(context, dataset, refs);
        if (!chunks) return fail(chunks);
        for (ports::StoredChunk& chunk : *chunks) {
            ChunkKey key{dataset, chunk.ref};
            found.emplace(std::move(key), std::move(chunk));
        }
    }
    return found;
}

}  // namespace

Result<HydratedPage> hydrate(
    const RequestContext& context,
    ports::DocumentStore& documents,
    const std::vector<domain::FusedHit>& ranking,
    std::size_t offset,
    std::size_t count
) {
    HydratedPage page{.next = std::min(offset, ranking.size())};
    while (page.hits.size() < count && page.next < ranking.size()) {
        const std::size_t end = std::min(page.next + count - page.hits.size(), ranking.size());
        auto found = read_chunks(context, documents, ranking, page.next, end);
        if (!found) return fail(found);
        for (; page.next < end; ++page.next) {
            const domain::FusedHit& ranked = ranking[page.next];
            auto chunk = found->extract({ranked.dataset, ranked.chunk});
            if (chunk.empty()) continue;
            page.hits.push_back(to_hit(ranked, std::move(chunk.mapped())));
            page.places.push_back(page.next);
        }
    }
    return page;
}

Highlighter::Highlighter(const std::vector<domain::Dataset>& datasets, const std::string& query)
    : datasets_(datasets), query_(query) {}

std::vector<Highlight> Highlighter::highlight(const RetrievedHit& hit) {
    const std::optional<Prepared>& prepared = prepare(hit.dataset);
    if (!prepared || prepared->terms.empty()) return {};
    std::vector<Highlight> highlights;
    for (text::Snippet& snippet : text::highlight(hit.text, prepared->terms, prepared->analyzer)) {
        highlights.push_back(
            {.snippet = std::move(snippet.text), .matches = std::move(snippet.matches)}
        );
    }
    return highlights;
}

const std::optional<Highlighter::Prepared>& Highlighter::prepare(const DatasetId& dataset) {
    const auto [place, is_new] = prepared_.try_emplace(dataset);
    std::optional<Prepared>& prepared = place->second;
    const auto found = std::ranges::find(datasets_, dataset, &domain::Dataset::id);
    if (!is_new || found == datasets_.end()) return prepared;
    auto analyzer = text::Analyzer::create(found->settings.language);
    if (!analyzer)
        return prepared;  // a language that a later version knew: no marks, but an answer
    prepared.emplace(Prepared{.analyzer = *analyzer});
    for (text::Token& token : analyzer->analyze(query_)) {
        if (std::ranges::find(prepared->terms, token.term) == prepared->terms.end()) {
            prepared->terms.push_back(std::move(token.term));
        }
    }
    return prepared;
}

}  // namespace lectern::services
