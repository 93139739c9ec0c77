#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "domain/dataset.hpp"
#include "domain/document.hpp"
#include "domain/extracted_text.hpp"

namespace lectern::text {

/// How many tokens a piece of text has; at least 0. Must not depend on what is asked before or
/// after. Thread-safe when chunks are cut in several threads.
using TokenCounter = std::function<std::uint32_t(std::string_view)>;

/// A counter for datasets without an embedder: words by UAX 29.
TokenCounter count_words();

/// Cuts a document into chunks of at most `max_tokens`, the overlap included, at the best places:
/// before headings, between blocks, between sentences, between words, and within a word only when
/// it alone is too long.
///
/// A chunk's text is the bytes `source` of the document's text, and it carries the headings that
/// stand above its first own block other than a heading, outermost first. A heading opens a new
/// chunk, unless what stands before it there is tiny (an eighth of `max_tokens`), or the heading is
/// of a deeper level, the chunk less than half full, and the heading's section fits. A chunk that
/// goes on where the one before it stopped in the same section starts with that one's last whole
/// sentences or words, up to `overlap_tokens`. Every byte that is not white space lies in a chunk;
/// ordinals count from 0. The sum over pieces stands in for the count of their concatenation, so
/// with a counter that is not additive the bound is approximate. `count` is called on each part of
/// the text a bounded number of times. `document.text` is valid UTF-8. Thread-safe.
std::vector<domain::Chunk> chunk(
    const domain::ExtractedText& document,
    const domain::ChunkingSettings& settings,
    const TokenCounter& count
);

}  // namespace lectern::text
