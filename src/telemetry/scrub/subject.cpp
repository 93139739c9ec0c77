#include "telemetry/scrub/subject.hpp"

#include <algorithm>
#include <array>

#include "telemetry/scrub/characters.hpp"
#include "telemetry/scrub/marker.hpp"

namespace lectern::telemetry::scrub {
namespace {

constexpr std::size_t context_bytes = 24;

// A copy in lower case, on the stack.
class Lowered {
  public:
    explicit Lowered(std::string_view text) : size_(std::min(text.size(), bytes_.size())) {
        std::ranges::transform(text.substr(0, size_), bytes_.begin(), to_lower);
    }
    std::string_view text() const { return {bytes_.data(), size_}; }

  private:
    std::array<char, 48> bytes_{};
    std::size_t size_;
};

bool contains_word(std::string_view text, const ContextWord& word) {
    for (auto at = text.find(word.text); at != std::string_view::npos;
         at = text.find(word.text, at + 1)) {
        const std::size_t end = at + word.text.size();
        const bool begins = at == 0 || !is(text[at - 1], letter);
        const bool ends = !word.is_whole || end == text.size() || !is(text[end], letter);
        if (begins && ends) return true;
    }
    return false;
}

}  // namespace

bool is_glued_before(const Subject& subject, std::size_t begin) {
    if (begin == 0) return false;
    if (begin <= subject.floor) return true;
    return is(subject.text[begin - 1], word) || ends_with_marker(subject.text, begin);
}

bool is_glued_after(const Subject& subject, std::size_t end) {
    if (end >= subject.text.size()) return false;
    const char next = subject.text[end];
    return is(next, word) || next == '@' ||
           (next == '[' && marker_length(subject.text.substr(end)) > 0);
}

bool is_joined_before(const Subject& subject, std::size_t begin) {
    if (begin < subject.floor + 2) return false;  // what is before belongs to a match
    const char joint = subject.text[begin - 1];
    return (joint == '-' || joint == '.') && is(subject.text[begin - 2], alphanumeric);
}

bool has_context(const Subject& subject, std::size_t begin, std::span<const ContextWord> words) {
    std::size_t from = begin;
    while (from > subject.floor && begin - from < context_bytes) {
        const char c = subject.text[from - 1];
        if (is(c, digit) || c == ']' || c == '|' || c == ';') break;
        --from;
    }
    const Lowered before(subject.text.substr(from, begin - from));
    const Lowered key(subject.key);
    return std::ranges::any_of(words, [&](const ContextWord& word) {
        return contains_word(before.text(), word) || contains_word(key.text(), word);
    });
}

}  // namespace lectern::telemetry::scrub
