#pragma once

#include <cstdint>
#include <span>

#include "index/block_codec.hpp"
#include "index/segment.hpp"

namespace lectern::index {

/// Walks one term's postings forwards. Decodes a block's chunks when it is entered and its
/// frequencies when the first is asked for. One thread at a time; the segment outlives it.
class PostingsCursor final {
  public:
    /// At the first posting.
    PostingsCursor(const Segment& segment, const TermRow& term);

    /// Where it stands; `no_chunk`, which is above every chunk, at the end.
    std::uint32_t chunk() const { return chunk_; }
    std::uint32_t frequency();

    void next();
    /// To the first posting at or after `target`. Never backwards.
    void seek(std::uint32_t target);

    /// Number of postings.
    std::uint32_t size() const { return size_; }
    std::span<const BlockRow> blocks() const { return blocks_; }
    /// The block that holds the first posting at or after `target`, without going there;
    /// `blocks().size()` when there is none. `target` must not fall from call to call, nor lie
    /// before `chunk()`.
    std::size_t find_block(std::uint32_t target);
    /// The block where it stands.
    std::size_t block() const { return block_; }

  private:
    void enter(std::size_t block);

    std::span<const BlockRow> blocks_;
    const std::byte* encoded_;
    std::uint32_t size_;
    std::uint32_t chunk_ = no_chunk;
    std::size_t block_ = 0;
    std::size_t looked_at_ = 0;
    std::size_t at_ = 0;
    std::size_t in_block_ = 0;
    bool has_frequencies_ = false;
    Block chunks_{};
    Block frequencies_{};
};

}  // namespace lectern::index
