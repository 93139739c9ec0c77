#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "index/segment_view.hpp"

namespace lectern::index {

/// A scored chunk of one of the views that are searched.
struct ScoredChunk {
    double score = 0;
    std::uint32_t view = 0;
    std::uint32_t chunk = 0;
};

/// Keeps the best chunks: by score, ties by document id, then ordinal. One thread at a time.
class TopK final {
  public:
    TopK(std::span<const SegmentView> views, std::size_t limit) : views_(views), limit_(limit) {}

    /// Chunks that score less do not get in; those that score the same may. Minus infinity while
    /// there is room.
    double threshold() const { return threshold_; }

    void offer(const ScoredChunk& chunk);

    /// What was kept, best first.
    std::vector<ScoredChunk> take();

  private:
    bool is_better(const ScoredChunk& left, const ScoredChunk& right) const;

    std::span<const SegmentView> views_;
    std::size_t limit_;
    double threshold_ = -std::numeric_limits<double>::infinity();
    std::vector<ScoredChunk> heap_{};  // the worst in front
};

}  // namespace lectern::index
