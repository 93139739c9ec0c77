#include "text/sentences.hpp"

#include <algorithm>
#include <string>

#include "text/ascii_space.hpp"
#include "text/break_iterator.hpp"

namespace lectern::text {
namespace {

icu::BreakIterator& sentence_breaks() {
    // Costly to make and not thread-safe: one a thread.
    thread_local const std::unique_ptr<icu::BreakIterator> iterator =
        make_break_iterator(&icu::BreakIterator::createSentenceInstance);
    return *iterator;
}

}  // namespace

std::vector<SentenceSegment> find_sentences(std::string_view utf8) {
    std::string line(utf8);  // of the same length, so that offsets stay
    std::ranges::replace_if(line, is_ascii_space, ' ');

    std::vector<SentenceSegment> sentences;
    for_each_segment(sentence_breaks(), line, [&](std::size_t begin, std::size_t end) {
        trim_range(line, begin, end);
        if (begin < end) sentences.push_back({begin, end});
    });
    return sentences;
}

}  // namespace lectern::text
