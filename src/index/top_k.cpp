#include "index/top_k.hpp"

#include <algorithm>

namespace lectern::index {

void TopK::offer(const ScoredChunk& chunk) {
    if (limit_ == 0 || chunk.score < threshold_) return;
    const auto better = [this](const ScoredChunk& left, const ScoredChunk& right) {
        return is_better(left, right);
    };
    if (heap_.size() == limit_) {
        if (!is_better(chunk, heap_.front())) return;
        std::ranges::pop_heap(heap_, better);
        heap_.back() = chunk;
    } else {
        heap_.push_back(chunk);
    }
    std::ranges::push_heap(heap_, better);
    if (heap_.size() == limit_) threshold_ = heap_.front().score;
}

std::vector<ScoredChunk> TopK::take() {
    std::ranges::sort(heap_, [this](const ScoredChunk& left, const ScoredChunk& right) {
        return is_better(left, right);
    });
    return std::move(heap_);
}

// Chunks of one segment lie in the order of document id and ordinal.
bool TopK::is_better(const ScoredChunk& left, const ScoredChunk& right) const {
    if (left.score != right.score) return left.score > right.score;
    if (left.view == right.view) return left.chunk < right.chunk;
    const Segment& of_left = views_[left.view].segment();
    const Segment& of_right = views_[right.view].segment();
    return of_left.document_id(of_left.chunk_documents()[left.chunk]) <
           of_right.document_id(of_right.chunk_documents()[right.chunk]);
}

}  // namespace lectern::index
