#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace lectern::text {

/// The sentences of a paragraph by UAX 29, without white space around them, as half-open ranges of
/// bytes that cover everything else. Line ends within the paragraph end no sentence.
struct SentenceSegment {
    std::size_t begin = 0;
    std::size_t end = 0;
};
std::vector<SentenceSegment> find_sentences(std::string_view utf8);

}  // namespace lectern::text
