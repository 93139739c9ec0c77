#include "index/segment_view.hpp"

#include <algorithm>
#include <numeric>

namespace lectern::index {
namespace {

LiveCounts counts_of(const Segment& segment, const DocumentRow& document) {
    const auto lengths =
        segment.chunk_lengths().subspan(document.first_chunk, document.chunk_count);
    const auto with_vector = segment.vector_chunks();
    const auto first = std::ranges::lower_bound(with_vector, document.first_chunk);
    const auto last =
        std::ranges::lower_bound(with_vector, document.first_chunk + document.chunk_count);
    return {
        .documents = 1,
        .chunks = document.chunk_count,
        .length = std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{0}),
        .vectors = static_cast<std::uint64_t>(last - first),
    };
}

}  // namespace

SegmentView::SegmentView(std::shared_ptr<const Segment> segment, std::uint64_t file)
    : segment_(std::move(segment)), file_(file) {
    const auto lengths = segment_->chunk_lengths();
    live_ = {
        .documents = segment_->documents().size(),
        .chunks = segment_->chunk_count(),
        .length = std::accumulate(lengths.begin(), lengths.end(), std::uint64_t{0}),
        .vectors = segment_->vector_chunks().size(),
    };
}

std::optional<std::uint32_t> SegmentView::find(std::string_view id) const {
    const auto found = segment_->find_document(id);
    return found && is_live(*found) ? found : std::nullopt;
}

SegmentView SegmentView::without(std::span<const std::uint32_t> documents) const {
    if (documents.empty()) return *this;
    SegmentView view = *this;
    auto deleted = deleted_ ? std::make_shared<Bitmap>(*deleted_)
                            : std::make_shared<Bitmap>(segment_->documents().size());
    for (const std::uint32_t document : documents) {
        if (deleted->test(document)) continue;
        deleted->set(document);
        const LiveCounts gone = counts_of(*segment_, segment_->documents()[document]);
        view.live_.documents -= gone.documents;
        view.live_.chunks -= gone.chunks;
        view.live_.length -= gone.length;
        view.live_.vectors -= gone.vectors;
    }
    view.deleted_ = std::move(deleted);
    return view;
}

}  // namespace lectern::index
