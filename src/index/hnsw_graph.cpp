#include "index/hnsw_graph.hpp"

#include <algorithm>
#include <queue>

#include "core/assert.hpp"
#include "index/bitmap.hpp"
#include "index/dot.hpp"
#include "index/segment_format.hpp"

namespace lectern::index {

HnswGraph::HnswGraph(std::span<const std::byte> section, const float* vectors, std::size_t stride)
    : vectors_(vectors), stride_(stride) {
    const GraphHeader& header = rows_of<GraphHeader>(section.first(sizeof(GraphHeader))).front();
    nodes_ = header.nodes;
    degree_ = header.degree;
    entry_ = header.entry;
    top_layer_ = header.top_layer;
    const auto words = rows_of<std::uint32_t>(section.subspan(sizeof(GraphHeader)));
    const std::size_t base_words = std::size_t{nodes_} * (1 + 2 * degree_);
    LECTERN_ASSERT(words.size() >= base_words + nodes_ + 1);
    base_ = words.first(base_words);
    upper_first_ = words.subspan(base_words, nodes_ + 1);
    upper_ = words.subspan(base_words + nodes_ + 1);
}

std::vector<Neighbour> HnswGraph::search(
    const float* query, std::size_t candidates, const std::function<bool(std::uint32_t)>& accepts
) const {
    const Neighbour start = descend(query);
    Bitmap seen(nodes_);
    seen.set(start.node);
    // `operator<` puts the more similar first, so the top of `found` is its worst and `open` needs
    // the reverse.
    std::priority_queue<Neighbour> found;
    const auto worse = [](const Neighbour& left, const Neighbour& right) { return right < left; };
    std::priority_queue<Neighbour, std::vector<Neighbour>, decltype(worse)> open(worse);
    open.push(start);
    if (accepts(start.node)) found.push(start);
    while (!open.empty()) {
        const Neighbour nearest = open.top();
        open.pop();
        if (found.size() >= candidates && nearest.similarity < found.top().similarity) break;
        const auto neighbours = links(0, nearest.node);
        for (const std::uint32_t node : neighbours) __builtin_prefetch(vectors_ + node * stride_);
        for (const std::uint32_t node : neighbours) {
            if (seen.test(node)) continue;
            seen.set(node);
            const Neighbour next{.similarity = similarity(query, node), .node = node};
            if (found.size() >= candidates && next.similarity <= found.top().similarity) continue;
            open.push(next);
            if (!accepts(node)) continue;
            found.push(next);
            if (found.size() > candidates) found.pop();
        }
    }
    std::vector<Neighbour> best(found.size());
    for (std::size_t i = best.size(); i-- > 0;) {
        best[i] = found.top();
        found.pop();
    }
    return best;
}

std::span<const std::uint32_t> HnswGraph::links(std::uint32_t layer, std::uint32_t node) const {
    if (layer == 0) {
        const auto list = base_.subspan(std::size_t{node} * (1 + 2 * degree_), 1 + 2 * degree_);
        return list.subspan(1, list[0]);
    }
    const std::size_t first = std::size_t{upper_first_[node]} + layer - 1;
    const auto list = upper_.subspan(first * (1 + degree_), 1 + degree_);
    return list.subspan(1, list[0]);
}

float HnswGraph::similarity(const float* query, std::uint32_t node) const {
    return dot_product(query, vectors_ + node * stride_, stride_);
}

Neighbour HnswGraph::descend(const float* query) const {
    Neighbour nearest{.similarity = similarity(query, entry_), .node = entry_};
    for (std::uint32_t layer = top_layer_; layer > 0; --layer) {
        for (bool moved = true; moved;) {
            moved = false;
            for (const std::uint32_t node : links(layer, nearest.node)) {
                const float near = similarity(query, node);
                if (near <= nearest.similarity) continue;
                nearest = {.similarity = near, .node = node};
                moved = true;
            }
        }
    }
    return nearest;
}

}  // namespace lectern::index
