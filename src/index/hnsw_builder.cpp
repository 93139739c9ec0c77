#include "index/hnsw_builder.hpp"

#include <algorithm>
#include <cmath>
#include <queue>
#include <random>

#include "core/assert.hpp"
#include "index/dot.hpp"
#include "index/hnsw_graph.hpp"
#include "index/output.hpp"
#include "index/segment_format.hpp"

namespace lectern::index {
namespace {

using Links = std::vector<std::uint32_t>;

class Builder final {
  public:
    Builder(
        std::span<const float* const> vectors, std::size_t dimensions, const HnswOptions& options
    )
        : vectors_(vectors),
          dimensions_(dimensions),
          options_(options),
          random_(options.seed),
          seen_(vectors.size()) {
        LECTERN_ASSERT(options.degree >= 2);
        layers_.resize(vectors.size());
    }

    std::vector<std::byte> run(const std::stop_token& stop) {
        for (std::uint32_t node = 0; node < vectors_.size(); ++node) {
            if (stop.stop_requested()) return {};
            insert(node);
        }
        return encode();
    }

  private:
    std::uint32_t random_layer() {
        // The 53 random bits are scaled here rather than by a distribution of the library, whose
        // results may differ.
        const double uniform = (static_cast<double>(random_() >> 11U) + 0.5) * 0x1.0p-53;
        const double layer = -std::log(uniform) / std::log(static_cast<double>(options_.degree));
        return static_cast<std::uint32_t>(std::min(layer, 15.0));
    }

    float similarity(std::uint32_t left, std::uint32_t right) const {
        return dot_product(vectors_[left], vectors_[right], dimensions_);
    }

    std::size_t capacity(std::uint32_t layer) const {
        return layer == 0 ? 2 * options_.degree : options_.degree;
    }

    void insert(std::uint32_t node) {
        const std::uint32_t node_layer = random_layer();
        layers_[node].resize(node_layer + 1);
        if (node == 0) {
            top_layer_ = node_layer;
            return;
        }
        Neighbour nearest{.similarity = similarity(node, entry_), .node = entry_};
        for (std::uint32_t layer = top_layer_; layer > node_layer; --layer)
            nearest = walk(node, nearest, layer);
        std::vector<Neighbour> found{nearest};
        for (std::uint32_t layer = std::min(node_layer, top_layer_) + 1; layer-- > 0;) {
            found = search(node, found, layer);
            link(node, found, layer);
        }
        if (node_layer > top_layer_) {
            top_layer_ = node_layer;
            entry_ = node;
        }
    }

    Neighbour walk(std::uint32_t query, Neighbour nearest, std::uint32_t layer) const {
        for (bool moved = true; moved;) {
            moved = false;
            for (const std::uint32_t node : layers_[nearest.node][layer]) {
                const float near = similarity(query, node);
                if (near <= nearest.similarity) continue;
                nearest = {.similarity = near, .node = node};
                moved = true;
            }
        }
        return nearest;
    }

    // The nearest to `query` that can be reached on the layer from `starts`, best first.
    std::vector<Neighbour> search(
        std::uint32_t query, const std::vector<Neighbour>& starts, std::uint32_t layer
    ) {
        ++round_;
        const auto worse = [](const Neighbour& left, const Neighbour& right) {
            return right < left;
        };
        std::priority_queue<Neighbour, std::vector<Neighbour>, decltype(worse)> open(worse);
        std::priority_queue<Neighbour> found;
        for (const Neighbour& start : starts) {
            seen_[start.node] = round_;
            open.push(start);
            found.push(start);
        }
        while (!open.empty()) {
            const Neighbour nearest = open.top();
            open.pop();
            const bool full = found.size() >= options_.build_candidates;
            if (full && nearest.similarity < found.top().similarity) break;
            expand(query, layers_[nearest.node][layer], open, found);
        }
        std::vector<Neighbour> best(found.size());
        for (std::size_t i = best.size(); i-- > 0;) {
            best[i] = found.top();
            found.pop();
        }
        return best;
    }

    void expand(
        std::uint32_t query,
        const Links& neighbours,
        auto& open,
        std::priority_queue<Neighbour>& found
    ) {
        for (const std::uint32_t node : neighbours) __builtin_prefetch(vectors_[node]);
        for (const std::uint32_t node : neighbours) {
            if (seen_[node] == round_) continue;
            seen_[node] = round_;
            const Neighbour next{.similarity = similarity(query, node), .node = node};
            const bool full = found.size() >= options_.build_candidates;
            if (full && next.similarity <= found.top().similarity) continue;
            open.push(next);
            found.push(next);
            if (full) found.pop();
        }
    }

    // Takes a candidate only when it is nearer to the node than to every neighbour taken before it,
    // so that links point in different directions (the paper's algorithm 4), then fills up with the
    // best of those passed over.
    Links choose(const std::vector<Neighbour>& candidates, std::size_t most) const {
        Links chosen;
        Links passed_over;
        for (const Neighbour& candidate : candidates) {
            if (chosen.size() >= most) break;
            const bool diverse = std::ranges::none_of(chosen, [&](std::uint32_t other) {
                return similarity(candidate.node, other) > candidate.similarity;
            });
            (diverse ? chosen : passed_over).push_back(candidate.node);
        }
        for (const std::uint32_t node : passed_over) {
            if (chosen.size() >= most) break;
            chosen.push_back(node);
        }
        return chosen;
    }

    void link(std::uint32_t node, const std::vector<Neighbour>& candidates, std::uint32_t layer) {
        layers_[node][layer] = choose(candidates, options_.degree);
        for (const std::uint32_t other : layers_[node][layer]) {
            Links& back = layers_[other][layer];
            back.push_back(node);
            if (back.size() > capacity(layer)) shrink(other, layer);
        }
    }

    void shrink(std::uint32_t node, std::uint32_t layer) {
        std::vector<Neighbour> candidates;
        for (const std::uint32_t other : layers_[node][layer]) {
            candidates.push_back({.similarity = similarity(node, other), .node = other});
        }
        std::ranges::sort(candidates, [](const Neighbour& left, const Neighbour& right) {
            return left < right;
        });
        layers_[node][layer] = choose(candidates, capacity(layer));
    }

    std::vector<std::byte> encode() const {
        Output out;
        out.write_value(GraphHeader{
            .nodes = static_cast<std::uint32_t>(vectors_.size()),
            .degree = options_.degree,
            .entry = entry_,
            .top_layer = top_layer_,
        });
        for (const auto& layers : layers_) write_links(out, layers[0], capacity(0));
        std::uint32_t lists = 0;
        for (const auto& layers : layers_) {
            out.write_value(lists);
            lists += static_cast<std::uint32_t>(layers.size() - 1);
        }
        out.write_value(lists);
        for (const auto& layers : layers_) {
            for (std::size_t layer = 1; layer < layers.size(); ++layer)
                write_links(out, layers[layer], capacity(1));
        }
        return out.take();
    }

    static void write_links(Output& out, const Links& links, std::size_t capacity) {
        out.write_value(static_cast<std::uint32_t>(links.size()));
        out.write(std::as_bytes(std::span(links)));
        for (std::size_t i = links.size(); i < capacity; ++i) out.write_value(std::uint32_t{0});
    }

    std::span<const float* const> vectors_;
    std::size_t dimensions_;
    const HnswOptions options_;
    std::mt19937_64 random_;
    std::vector<std::vector<Links>> layers_{};
    std::vector<std::uint32_t> seen_;
    std::uint32_t round_ = 0;
    std::uint32_t entry_ = 0;
    std::uint32_t top_layer_ = 0;
};

}  // namespace

std::vector<std::byte> build_graph(
    std::span<const float* const> vectors,
    std::size_t dimensions,
    const HnswOptions& options,
    const std::stop_token& stop
) {
    LECTERN_ASSERT(!vectors.empty());
    return Builder(vectors, dimensions, options).run(stop);
}

}  // namespace lectern::index
