#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lectern::index {

/// A node of the graph and how similar its vector is to the query.
struct Neighbour {
    float similarity = 0;
    std::uint32_t node = 0;

    /// More similar first, then by number.
    bool operator<(const Neighbour& other) const {
        return similarity != other.similarity ? similarity > other.similarity : node < other.node;
    }
};

/// A hierarchical navigable small world graph over unit vectors as it lies in a segment (Malkov and
/// Yashunin, "Efficient and robust approximate nearest neighbor search using hierarchical navigable
/// small world graphs", 2018). A view: what it was made over outlives it. Thread-safe.
class HnswGraph final {
  public:
    /// Over a segment's `graph` section, which is not empty, and its vectors, `stride` floats
    /// apart.
    HnswGraph(std::span<const std::byte> section, const float* vectors, std::size_t stride);

    std::size_t size() const { return nodes_; }

    /// The most similar of those nodes that `accepts` takes, best first. `candidates` is how many
    /// accepted nodes the search keeps while it goes on: more is slower and finds more. `query` is
    /// padded like the vectors.
    std::vector<Neighbour> search(
        const float* query,
        std::size_t candidates,
        const std::function<bool(std::uint32_t)>& accepts
    ) const;

    /// Neighbours of a node on a layer it is on; 0 is the base. For tests and checks.
    std::span<const std::uint32_t> links(std::uint32_t layer, std::uint32_t node) const;

  private:
    float similarity(const float* query, std::uint32_t node) const;
    Neighbour descend(const float* query) const;

    const float* vectors_;
    std::size_t stride_;
    std::uint32_t nodes_ = 0;
    std::uint32_t degree_ = 0;
    std::uint32_t entry_ = 0;
    std::uint32_t top_layer_ = 0;
    std::span<const std::uint32_t> base_{};
    std::span<const std::uint32_t> upper_first_{};
    std::span<const std::uint32_t> upper_{};
};

}  // namespace lectern::index
