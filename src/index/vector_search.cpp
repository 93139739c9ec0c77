#include "index/vector_search.hpp"

#include <algorithm>

#include "index/dot.hpp"

namespace lectern::index {
namespace {

// What a graph search is taken to cost for each candidate that it keeps, in comparisons: an
// estimate, of which only the order of magnitude matters, as exact and graph searches cost alike
// around it.
constexpr double comparisons_a_candidate = 24;

class ViewSearch final {
  public:
    ViewSearch(
        const SegmentView& view,
        std::uint32_t number,
        const Bitmap* selected,
        std::span<const float> query,
        TopK& top
    )
        : segment_(view.segment()),
          number_(number),
          selected_(selected),
          query_(query),
          top_(top) {}

    std::uint64_t run(const VectorRequest& request) {
        const std::uint64_t selected = count_selected();
        const std::size_t candidates = std::max(request.candidates, request.limit);
        if (!request.exact && graph_is_worth_it(selected, candidates)) {
            if (search_graph(candidates, std::min<std::uint64_t>(request.limit, selected)))
                return selected;
        }
        scan();
        return selected;
    }

  private:
    bool is_selected(std::size_t row) const {
        if (selected_ == nullptr) return true;
        return selected_->test(segment_.chunk_documents()[segment_.vector_chunks()[row]]);
    }

    std::uint64_t count_selected() const {
        const std::size_t rows = segment_.vector_chunks().size();
        if (selected_ == nullptr) return rows;
        std::uint64_t count = 0;
        for (std::size_t row = 0; row < rows; ++row) count += is_selected(row) ? 1 : 0;
        return count;
    }

    // A graph search passes through what is not selected too, so it costs the more the fewer are,
    // while a scan costs the less.
    bool graph_is_worth_it(std::uint64_t selected, std::size_t candidates) const {
        if (segment_.graph() == nullptr || selected == 0) return false;
        const auto scan_cost = static_cast<double>(selected);
        const double share = scan_cost / static_cast<double>(segment_.vector_chunks().size());
        return static_cast<double>(candidates) * comparisons_a_candidate / share < scan_cost;
    }

    // False, with nothing offered, when it reached fewer than `wanted`: the graph need not be
    // connected.
    bool search_graph(std::size_t candidates, std::uint64_t wanted) {
        const auto found = segment_.graph()->search(
            query_.data(), candidates, [this](std::uint32_t row) { return is_selected(row); }
        );
        if (found.size() < wanted) return false;
        for (const Neighbour& each : found) offer(each.node, each.similarity);
        return true;
    }

    void scan() {
        const std::size_t rows = segment_.vector_chunks().size();
        for (std::size_t row = 0; row < rows; ++row) {
            if (!is_selected(row)) continue;
            offer(row, dot_product(query_.data(), segment_.vector(row), query_.size()));
        }
    }

    void offer(std::size_t row, float similarity) {
        const auto score = static_cast<double>(similarity);
        if (score < top_.threshold()) return;
        top_.offer({.score = score, .view = number_, .chunk = segment_.vector_chunks()[row]});
    }

    const Segment& segment_;
    std::uint32_t number_;
    const Bitmap* selected_;
    std::span<const float> query_;
    TopK& top_;
};

}  // namespace

std::uint64_t search_vectors(
    std::span<const SegmentView> views,
    std::size_t view,
    const Selection& selection,
    std::span<const float> query,
    const VectorRequest& request,
    TopK& top
) {
    const Bitmap* selected = selection.documents(view);
    return ViewSearch(views[view], static_cast<std::uint32_t>(view), selected, query, top)
        .run(request);
}

}  // namespace lectern::index
