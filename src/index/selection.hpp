#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "domain/filter.hpp"
#include "index/bitmap.hpp"
#include "index/segment_view.hpp"

namespace lectern::index {

/// The live documents that pass a filter, segment by segment.
class Selection final {
  public:
    /// `filter` may be null: every live document.
    Selection(std::span<const SegmentView> views, const domain::Filter* filter);

    /// One bit a document; null when all documents of the view are selected.
    const Bitmap* documents(std::size_t view) const {
        return views_[view] ? &*views_[view] : nullptr;
    }

    bool selects(std::size_t view, std::uint32_t document) const {
        return !views_[view] || views_[view]->test(document);
    }

    /// Whether it was made without a filter.
    bool is_everything() const { return everything_; }

  private:
    std::vector<std::optional<Bitmap>> views_;
    bool everything_;
};

}  // namespace lectern::index
