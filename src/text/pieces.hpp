#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/extracted_text.hpp"
#include "text/chunker.hpp"

namespace lectern::text {

/// The smallest stretch of text that the chunker moves: a sentence, a line of code, or a part of
/// one too long.
struct Piece {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::uint32_t tokens = 0;
};

/// A block with its pieces, and the section that it is in or, for a heading, opens.
struct PiecedBlock {
    domain::BlockKind kind = domain::BlockKind::paragraph;
    std::uint32_t level = 0;  ///< Of the section's heading; 0 before the first heading.
    std::size_t section = 0;  ///< Grows with each heading.
    std::size_t first_piece = 0;
    std::size_t end_piece = 0;  ///< One past the last.
    std::uint64_t tokens = 0;
};

struct PiecedDocument {
    std::vector<Piece> pieces{};
    std::vector<PiecedBlock> blocks{};
    std::vector<std::vector<std::string>> headings{};  ///< Of each section, from the outermost in.
    std::vector<std::size_t> bodies{};  ///< Of each section, the first piece behind its heading.
};

/// Takes a document apart: every byte that is not white space lies in exactly one piece, and no
/// piece has more than `max_tokens`, unless a single character has. Text outside the document's
/// blocks is a paragraph.
PiecedDocument take_apart(
    const domain::ExtractedText& document, std::uint32_t max_tokens, const TokenCounter& count
);

/// Cuts a stretch of text between words; each part is counted.
std::vector<Piece> split_into_words(
    std::string_view text, std::size_t begin, std::size_t end, const TokenCounter& count
);

}  // namespace lectern::text
