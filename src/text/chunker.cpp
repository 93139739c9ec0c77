#include "text/chunker.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "text/pieces.hpp"
#include "text/word_segments.hpp"

namespace lectern::text {
namespace {

class Packer final {
  public:
    Packer(
        const domain::ExtractedText& document,
        const domain::ChunkingSettings& settings,
        const TokenCounter& count
    )
        : text_(document.text),
          max_tokens_(settings.max_tokens),
          overlap_tokens_(settings.overlap_tokens),
          count_(count),
          parts_(take_apart(document, settings.max_tokens, count)) {}

    std::vector<domain::Chunk> pack() {
        for (std::size_t block = 0; block < parts_.blocks.size(); ++block) {
            if (open_ && breaks_before(block)) close();
            const PiecedBlock& parts = parts_.blocks[block];
            for (std::size_t piece = parts.first_piece; piece < parts.end_piece; ++piece)
                add(block, piece);
        }
        if (open_) close();
        return std::move(chunks_);
    }

  private:
    struct OpenChunk {
        std::size_t begin = 0;        // bytes, the overlap included
        std::size_t first_piece = 0;  // of its own
        std::size_t last_block = 0;
        std::size_t end = 0;
        std::uint64_t tokens = 0;
        std::size_t section = 0;  // of its first block that is no heading; names the headings
        std::uint32_t level = 0;  // of that section
        bool only_headings = true;
    };

    bool breaks_before(std::size_t block) const {
        const PiecedBlock& next = parts_.blocks[block];
        if (next.kind == domain::BlockKind::heading) return heading_breaks(block);
        // Better a chunk half empty than a block in two, where the block fits into the next chunk.
        return open_->tokens + next.tokens > max_tokens_ && open_->tokens >= max_tokens_ / 2 &&
               next.tokens + overlap_tokens_ <= max_tokens_;
    }

    bool heading_breaks(std::size_t heading) const {
        if (open_->tokens <= max_tokens_ / 8) return false;
        const bool deeper = parts_.blocks[heading].level > open_->level;
        return !deeper || open_->tokens >= max_tokens_ / 2 ||
               open_->tokens + section_tokens(heading) > max_tokens_;
    }

    // The tokens from a heading to the next; stops counting where it is clear that they do not fit.
    std::uint64_t section_tokens(std::size_t heading) const {
        std::uint64_t tokens = parts_.blocks[heading].tokens;
        for (std::size_t i = heading + 1; i < parts_.blocks.size() && tokens <= max_tokens_; ++i) {
            if (parts_.blocks[i].kind == domain::BlockKind::heading) break;
            tokens += parts_.blocks[i].tokens;
        }
        return tokens;
    }

    void add(std::size_t block, std::size_t piece) {
        const Piece& part = parts_.pieces[piece];
        if (open_ && open_->tokens + part.tokens > max_tokens_) close();
        if (!open_) open(block, piece);
        open_->end = part.end;
        open_->tokens += part.tokens;
        open_->last_block = block;
        if (open_->only_headings) {
            open_->section = parts_.blocks[block].section;
            open_->level = parts_.blocks[block].level;
        }
        if (parts_.blocks[block].kind != domain::BlockKind::heading) open_->only_headings = false;
    }

    void open(std::size_t block, std::size_t piece) {
        const PiecedBlock& parts = parts_.blocks[block];
        const Piece& part = parts_.pieces[piece];
        open_ = OpenChunk{
            .begin = part.begin,
            .first_piece = piece,
            .last_block = block,
            .end = part.end,
            .tokens = 0,
            .section = parts.section,
            .level = parts.level,
            .only_headings = true,
        };
        const bool goes_on = closed_ && parts_.blocks[closed_->last_block].section == parts.section;
        if (goes_on)
            add_overlap(
                piece,
                std::min<std::uint64_t>(
                    overlap_tokens_, max_tokens_ - std::min(part.tokens, max_tokens_)
                )
            );
    }

    // Moves the chunk's begin back over the last pieces of the one before, up to `budget` tokens.
    // Never over its first piece, so that each chunk starts behind the one before it, and not over
    // a heading, which stands for itself.
    void add_overlap(std::size_t piece, std::uint64_t budget) {
        const std::size_t section_begin = parts_.bodies[parts_.blocks[closed_->last_block].section];
        const std::size_t lowest = std::max(closed_->first_piece + 1, section_begin);
        std::size_t first = piece;
        while (first > lowest && parts_.pieces[first - 1].tokens <= budget) {
            --first;
            budget -= parts_.pieces[first].tokens;
            open_->tokens += parts_.pieces[first].tokens;
            open_->begin = parts_.pieces[first].begin;
        }
        if (first == piece && piece > section_begin)
            add_last_words(parts_.pieces[piece - 1], budget);
    }

    // For want of a whole piece that is short enough.
    void add_last_words(const Piece& piece, std::uint64_t budget) {
        const std::vector<Piece> words = split_into_words(text_, piece.begin, piece.end, count_);
        for (std::size_t i = words.size(); i > 1 && words[i - 1].tokens <= budget; --i) {
            budget -= words[i - 1].tokens;
            open_->tokens += words[i - 1].tokens;
            open_->begin = words[i - 1].begin;
        }
    }

    void close() {
        chunks_.push_back({
            .ordinal = static_cast<std::uint32_t>(chunks_.size()),
            .text = std::string(text_.substr(open_->begin, open_->end - open_->begin)),
            .headings = parts_.headings[open_->section],
            .source = {open_->begin, open_->end},
        });
        closed_ = open_;
        open_.reset();
    }

    const std::string_view text_;
    const std::uint32_t max_tokens_;
    const std::uint32_t overlap_tokens_;
    const TokenCounter& count_;
    const PiecedDocument parts_;
    std::optional<OpenChunk> open_;
    std::optional<OpenChunk> closed_;  // the chunk before
    std::vector<domain::Chunk> chunks_;
};

}  // namespace

TokenCounter count_words() {
    return
        [](std::string_view utf8) { return static_cast<std::uint32_t>(find_words(utf8).size()); };
}

std::vector<domain::Chunk> chunk(
    const domain::ExtractedText& document,
    const domain::ChunkingSettings& settings,
    const TokenCounter& count
) {
    return Packer(document, settings, count).pack();
}

}  // namespace lectern::text
