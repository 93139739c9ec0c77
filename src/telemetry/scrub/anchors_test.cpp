#include "telemetry/scrub/anchors.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "telemetry/scrub/characters.hpp"

namespace lectern::telemetry::scrub {
namespace {

std::vector<std::size_t> anchors_of(std::string_view text) {
    std::vector<std::size_t> places;
    Anchors anchors(text);
    for (auto place = anchors.next(); place < text.size(); place = anchors.next())
        places.push_back(place);
    return places;
}

// The same, byte by byte and plainly.
class PlainAnchors {
  public:
    explicit PlainAnchors(std::string_view text) : text_(text) {}

    bool is_anchor(std::size_t i) const {
        const char c = text_[i];
        if (c == '@' || c == ':' || c == '=') return true;
        if (c == '%') return at(i + 1) == '3' || at(i + 1) == '4';
        if (c == '_') return is_followed(i);
        if (c == '.') return is_followed(i) && at(i - 1) == 'G' && i > 0;
        if (c == '-') return is_dash_anchor(i);
        if (c == '>') return i > 0 && is(text_[i - 1], letter);
        if (c == 'J') return i > 0 && text_[i - 1] == 'y';
        if (c == 'A') return begins_word(i);
        if (c == 'b' || c == 'B')
            return begins_word(i) && (to_lower(at(i + 1)) == 'e' || to_lower(at(i + 1)) == 'a');
        return is(c, digit) && is_number_anchor(i);
    }

  private:
    char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
    bool begins_word(std::size_t i) const { return i == 0 || !is(text_[i - 1], word); }
    bool is_followed(std::size_t i) const { return is(at(i + 1), word) || at(i + 1) == '-'; }
    bool is_dash_anchor(std::size_t i) const {
        if (i > 0 && is(text_[i - 1], letter) && is_followed(i)) return true;
        if (i > 0 && text_[i - 1] == '-' && is(at(i + 1), letter)) return true;
        return i >= 4 && text_.substr(i - 4, 5) == "-----";
    }
    bool is_number_anchor(std::size_t i) const {
        std::size_t begin = i;
        while (begin > 0 && is(text_[begin - 1], letter)) --begin;
        const std::size_t letters = i - begin;
        return begins_word(begin) && (letters == 0 || letters == 1 || letters == 2 || letters == 6);
    }

    std::string_view text_;
};

// At the end of a block of 64 bytes the next byte is not known yet: there an anchor may be one too
// many, never one too few.
void expect_same(const std::string& text) {
    const PlainAnchors plain(text);
    const auto found = anchors_of(text);
    std::size_t next = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_found = next < found.size() && found[next] == i;
        if (is_found) ++next;
        const bool may_differ = i % Anchors::block_bytes == Anchors::block_bytes - 1;
        RC_ASSERT(is_found == plain.is_anchor(i) || (may_differ && is_found));
    }
    RC_ASSERT(next == found.size());
}

RC_GTEST_PROP(Anchors, AreThoseThatAPlainSearchFinds, ()) {
    const auto length = *rc::gen::inRange<std::size_t>(0, 300);
    const auto text = *rc::gen::container<std::string>(
        length, rc::gen::elementOf(std::string("@:=%34_-.>JyAbBea1Gx \xc3\xa9"))
    );
    expect_same(text);
}

RC_GTEST_PROP(Anchors, AreThoseThatAPlainSearchFindsInAnyBytes, (const std::string& text)) {
    expect_same(text);
}

TEST(Anchors, AreFewInPlainWords) {
    EXPECT_TRUE(anchors_of("the index could not be made durable in time").size() <= 1);
    EXPECT_TRUE(anchors_of("").empty());
}

TEST(Anchors, AreFoundAcrossBlocks) {
    for (std::size_t before = 55; before < 70; ++before) {
        const std::string text = std::string(before, ' ') + "RSSMRA85T10A562S -----BEGIN eyJx";
        const auto found = anchors_of(text);
        const auto has = [&](std::size_t place) {
            return std::ranges::find(found, before + place) != found.end();
        };
        EXPECT_TRUE(has(6)) << before;   // the first digit
        EXPECT_TRUE(has(21)) << before;  // the fifth dash
        EXPECT_TRUE(has(30)) << before;  // the J
    }
}

}  // namespace
}  // namespace lectern::telemetry::scrub
