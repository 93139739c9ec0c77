#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace lectern::text {

/// A word in a text, as half-open range of bytes.
struct WordSegment {
    std::size_t begin = 0;
    std::size_t end = 0;

    bool operator==(const WordSegment&) const = default;
};

/// The words of a text by UAX 29 (https://www.unicode.org/reports/tr29/), in order: segments that
/// hold a letter, a digit or an ideograph, without underscores at their ends. Thread-safe.
std::vector<WordSegment> find_words(std::string_view utf8);

/// The same by ICU alone, without the short cut for ASCII: the oracle for tests.
std::vector<WordSegment> find_words_by_icu(std::string_view utf8);

}  // namespace lectern::text
