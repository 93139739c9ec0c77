#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "index/bitmap.hpp"
#include "index/segment.hpp"

namespace lectern::index {

/// What is left of a segment after deletions.
struct LiveCounts {
    std::uint64_t documents = 0;
    std::uint64_t chunks = 0;
    std::uint64_t length = 0;  ///< Sum of the chunks' lengths.
    std::uint64_t vectors = 0;

    bool operator==(const LiveCounts&) const = default;
};

/// A segment and which of its documents are deleted. A value: deleting makes a new one.
class SegmentView final {
  public:
    /// `file` is the number of the segment's file, 0 for one in memory.
    SegmentView(std::shared_ptr<const Segment> segment, std::uint64_t file);

    const Segment& segment() const { return *segment_; }
    /// Shared with the snapshots that hold the same segment.
    const std::shared_ptr<const Segment>& shared_segment() const { return segment_; }
    std::uint64_t file() const { return file_; }
    const LiveCounts& live() const { return live_; }

    /// Null when nothing is deleted. One bit a document.
    const Bitmap* deleted() const { return deleted_.get(); }
    bool is_live(std::uint32_t document) const {
        return deleted_ == nullptr || !deleted_->test(document);
    }
    /// The live document with this id.
    std::optional<std::uint32_t> find(std::string_view id) const;

    /// This view without these documents as well.
    SegmentView without(std::span<const std::uint32_t> documents) const;

  private:
    // Shared with every snapshot that holds this segment, and with views that have the same
    // deletions.
    std::shared_ptr<const Segment> segment_;
    std::shared_ptr<const Bitmap> deleted_{};
    std::uint64_t file_ = 0;
    LiveCounts live_{};
};

}  // namespace lectern::index
