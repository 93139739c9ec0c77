#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace lectern::text {

/// Remembers the terms of words seen lately: most words of a text have been seen before, and
/// finding one is much faster than folding and stemming it. One thread at a time.
class TermCache final {
  public:
    /// The term of `word`, made by `make` when it is not known. Valid until the next call.
    template <class Make>
    const std::string& term_of(std::string_view word, Make make) {
        Slot& slot = slots_[std::hash<std::string_view>{}(word) % slot_count];
        if (slot.word != word || word.empty()) {
            slot.term = make(word);
            slot.word = word;
        }
        return slot.term;
    }

  private:
    static constexpr std::size_t slot_count = 8192;

    struct Slot {
        std::string word{};
        std::string term{};
    };
    std::vector<Slot> slots_ = std::vector<Slot>(slot_count);
};

}  // namespace lectern::text
