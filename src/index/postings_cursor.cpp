#include "index/postings_cursor.hpp"

#include <algorithm>

namespace lectern::index {

PostingsCursor::PostingsCursor(const Segment& segment, const TermRow& term)
    : blocks_(segment.blocks(term)), encoded_(segment.postings(term)), size_(term.chunk_count) {
    enter(0);
}

std::uint32_t PostingsCursor::frequency() {
    if (!has_frequencies_) {
        decode_full_frequencies(encoded_ + blocks_[block_].offset, frequencies_);
        has_frequencies_ = true;
    }
    return frequencies_[at_];
}

void PostingsCursor::next() {
    if (++at_ < in_block_) {
        chunk_ = chunks_[at_];
    } else {
        enter(block_ + 1);
    }
}

void PostingsCursor::seek(std::uint32_t target) {
    if (chunk_ >= target) return;
    if (blocks_[block_].last_chunk < target) {
        enter(find_block(target));
        if (chunk_ >= target) return;
    }
    while (chunks_[at_] < target) ++at_;
    chunk_ = chunks_[at_];
}

std::size_t PostingsCursor::find_block(std::uint32_t target) {
    looked_at_ = std::max(looked_at_, block_);
    // Most looks are near: double the step until the block is passed, then halve.
    std::size_t step = 1;
    std::size_t end = looked_at_;
    while (end < blocks_.size() && blocks_[end].last_chunk < target) {
        looked_at_ = end + 1;
        end += step;
        step *= 2;
    }
    const auto rest = blocks_.subspan(looked_at_, std::min(end, blocks_.size()) - looked_at_);
    const auto found = std::ranges::lower_bound(rest, target, {}, &BlockRow::last_chunk);
    looked_at_ += static_cast<std::size_t>(found - rest.begin());
    return looked_at_;
}

void PostingsCursor::enter(std::size_t block) {
    block_ = block;
    at_ = 0;
    if (block_ >= blocks_.size()) {
        in_block_ = 0;
        chunk_ = no_chunk;
        return;
    }
    const std::byte* in = encoded_ + blocks_[block_].offset;
    const std::uint32_t before = block_ == 0 ? no_chunk : blocks_[block_ - 1].last_chunk;
    in_block_ = std::min(block_size, size_ - block_ * block_size);
    has_frequencies_ = in_block_ < block_size;
    if (has_frequencies_) {
        decode_tail(in, in_block_, before, chunks_, frequencies_);
    } else {
        decode_full_chunks(in, before, chunks_);
    }
    chunk_ = chunks_[0];
}

}  // namespace lectern::index
