#include "text/word_segments.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "text/break_iterator.hpp"

namespace lectern::text {
namespace {

// Word_Break classes of ASCII characters, as bits.
enum CharClass : std::uint8_t {
    other = 0,
    letter = 1,
    digit = 2,
    underscore = 4,
    joins_letters = 8,  // MidNumLet, Single_Quote
    joins_digits = 16,  // MidNum, MidNumLet, Single_Quote
    separator = 32,     // stands in no word
    beyond_ascii = 64,
};
constexpr std::uint8_t word_character = letter | digit | underscore;

constexpr std::array<std::uint8_t, 256> make_classes() {
    std::array<std::uint8_t, 256> classes{};
    for (std::size_t c = 'a'; c <= 'z'; ++c) classes[c] = letter;
    for (std::size_t c = 'A'; c <= 'Z'; ++c) classes[c] = letter;
    for (std::size_t c = '0'; c <= '9'; ++c) classes[c] = digit;
    for (std::size_t c = 0x80; c < 256; ++c) classes[c] = beyond_ascii;
    for (const char c : {' ', '\t', '\n', '\v', '\f', '\r', '@', ':'}) {
        classes[static_cast<unsigned char>(c)] = separator;
    }
    classes['_'] = underscore;
    classes['.'] = classes['\''] = joins_letters | joins_digits;
    classes[','] = classes[';'] = joins_digits;
    return classes;
}
constexpr std::array<std::uint8_t, 256> char_classes = make_classes();

std::uint8_t class_of(char c) { return char_classes[static_cast<unsigned char>(c)]; }

void add_without_underscores(
    std::string_view text, std::size_t begin, std::size_t end, std::vector<WordSegment>& out
) {
    while (begin < end && text[begin] == '_') ++begin;
    while (begin < end && text[end - 1] == '_') --end;
    if (begin < end) out.push_back({begin, end});
}

// WB6, WB7, WB11, WB12: whether the character at `i` holds its neighbours together.
bool joins(std::string_view text, std::size_t i) {
    if (i + 1 >= text.size()) return false;
    const std::uint8_t middle = class_of(text[i]);
    const std::uint8_t neighbours = class_of(text[i - 1]) & class_of(text[i + 1]);
    return ((middle & joins_letters) != 0 && (neighbours & letter) != 0) ||
           ((middle & joins_digits) != 0 && (neighbours & digit) != 0);
}

void find_ascii_words(
    std::string_view text, std::size_t begin, std::size_t end, std::vector<WordSegment>& out
) {
    text = text.substr(0, end);
    std::size_t i = begin;
    while (i < end) {
        if ((class_of(text[i]) & word_character) == 0) {
            ++i;
            continue;
        }
        const std::size_t start = i;
        while (i < end && ((class_of(text[i]) & word_character) != 0 || joins(text, i))) ++i;
        add_without_underscores(text, start, i, out);
    }
}

icu::BreakIterator& word_breaks() {
    // Costly to make and not thread-safe: one a thread.
    thread_local const std::unique_ptr<icu::BreakIterator> iterator =
        make_break_iterator(&icu::BreakIterator::createWordInstance);
    return *iterator;
}

void find_unicode_words(
    std::string_view text, std::size_t begin, std::size_t end, std::vector<WordSegment>& out
) {
    icu::BreakIterator& breaks = word_breaks();
    for_each_segment(
        breaks,
        text.substr(begin, end - begin),
        [&](std::size_t from, std::size_t to) {
            if (breaks.getRuleStatus() < UBRK_WORD_NONE_LIMIT) return;
            add_without_underscores(text, begin + from, begin + to, out);
        }
    );
}

std::size_t skip_separators(std::string_view text, std::size_t i) {
    while (i < text.size() && class_of(text[i]) == separator) ++i;
    return i;
}

// A run of text without separators.
struct Stretch {
    std::size_t end = 0;
    bool ascii = true;
};

Stretch find_stretch(std::string_view text, std::size_t i) {
    std::uint8_t seen = 0;
    for (; i < text.size() && class_of(text[i]) != separator; ++i) seen |= class_of(text[i]);
    return {i, (seen & beyond_ascii) == 0};
}

}  // namespace

std::vector<WordSegment> find_words(std::string_view utf8) {
    // Stretches between separators can be looked at one by one. Those of ASCII need no ICU, which
    // is much slower.
    std::vector<WordSegment> words;
    words.reserve(utf8.size() / 6 + 1);
    for (std::size_t i = skip_separators(utf8, 0); i < utf8.size(); i = skip_separators(utf8, i)) {
        const Stretch stretch = find_stretch(utf8, i);
        (stretch.ascii ? find_ascii_words : find_unicode_words)(utf8, i, stretch.end, words);
        i = stretch.end;
    }
    return words;
}

std::vector<WordSegment> find_words_by_icu(std::string_view utf8) {
    std::vector<WordSegment> words;
    for (std::size_t i = 0; i < utf8.size();) {
        const std::size_t end = std::min(utf8.find_first_of("@:", i), utf8.size());
        find_unicode_words(utf8, i, end, words);
        i = end + 1;
    }
    return words;
}

}  // namespace lectern::text
