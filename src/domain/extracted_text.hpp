#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/document.hpp"

namespace lectern::domain {

/// What a part of a document is, for the chunker.
enum class BlockKind { heading, paragraph, list_item, code, table_row };

/// A run of `text` that belongs together.
struct Block {
    BlockKind kind = BlockKind::paragraph;
    std::uint32_t level = 0;  ///< Of a heading: 1 to 6.
    ByteRange range{};
};

/// A document's text, in UTF-8 and Unicode normal form C, and its structure. Blocks are in order
/// and do not overlap.
struct ExtractedText {
    std::string media_type{};  ///< As found, without parameters.
    std::string title{};       ///< Empty when the content has none.
    std::string text{};
    std::vector<Block> blocks{};
};

}  // namespace lectern::domain
