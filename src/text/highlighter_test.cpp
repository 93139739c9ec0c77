#include "text/highlighter.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/utf8.hpp"

namespace lectern::text {
namespace {

const Analyzer english = Analyzer::create("en").value();

std::vector<std::string> query(std::string_view text) {
    std::vector<std::string> terms;
    for (Token& token : english.analyze(text)) terms.push_back(std::move(token.term));
    return terms;
}

// The snippets with their matches in brackets.
std::vector<std::string> marked(
    std::string_view text, std::string_view words, HighlightOptions options = {}
) {
    std::vector<std::string> shown;
    for (const Snippet& snippet : highlight(text, query(words), english, options)) {
        std::string line = snippet.text;
        for (auto match = snippet.matches.rbegin(); match != snippet.matches.rend(); ++match) {
            line.insert(match->end, "]");
            line.insert(match->begin, "[");
        }
        shown.push_back(std::move(line));
    }
    return shown;
}

using Lines = std::vector<std::string>;

std::string filler(int words) {
    std::string text;
    for (int i = 0; i < words; ++i) text += "filler ";
    return text;
}

TEST(Highlighter, MarksEveryFormOfATerm) {
    EXPECT_EQ(
        marked("Indexing an index: indexed!", "the indexes"),
        (Lines{"[Indexing] an [index]: [indexed]!"})
    );
}

TEST(Highlighter, GivesNothingWithoutMatch) {
    EXPECT_TRUE(marked("some text", "other").empty());
    EXPECT_TRUE(marked("", "other").empty());
    EXPECT_TRUE(marked("some text", "").empty());
}

TEST(Highlighter, ShowsTheWindowWithMostDistinctTermsFirst) {
    const std::string text = "cats cats cats " + filler(40) + "cats and dogs " + filler(40);
    const Lines shown = marked(text, "dogs cats", {.snippet_bytes = 60, .max_snippets = 2});
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_TRUE(shown[0].contains("[cats] and [dogs]"));
    EXPECT_TRUE(shown[1].starts_with("[cats] [cats] [cats]"));
}

TEST(Highlighter, CutsBetweenWords) {
    const Lines shown = marked(
        filler(30) + "needle " + filler(30), "needle", {.snippet_bytes = 41, .max_snippets = 1}
    );
    EXPECT_EQ(shown, (Lines{"filler filler [needle] filler filler"}));
}

TEST(Highlighter, CutsLongTextWithoutSpacesBetweenCharacters) {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "文書検索";
    const auto snippets = highlight(text, query("検索"), english, {.snippet_bytes = 50});
    ASSERT_FALSE(snippets.empty());
    for (const Snippet& snippet : snippets) {
        EXPECT_TRUE(is_valid_utf8(snippet.text));
        EXPECT_LE(snippet.text.size(), 54U);
    }
}

RC_GTEST_PROP(Highlighter, ShowsMatchesOfTheTextApart, ()) {
    const auto pieces = rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
        "cat", "dog", "cow", " ", " ", "\n", "é", "検索", ". ", "filler words "
    ));
    std::string text;
    for (const std::string& piece : *pieces) text += piece;
    const HighlightOptions options{
        .snippet_bytes = *rc::gen::inRange<std::size_t>(1, 60),
        .max_snippets = *rc::gen::inRange<std::size_t>(0, 5)
    };
    const auto snippets = highlight(text, query("cats dogs 検索"), english, options);
    RC_ASSERT(snippets.size() <= options.max_snippets);
    for (const Snippet& snippet : snippets) {
        RC_ASSERT(text.contains(snippet.text));
        RC_ASSERT(is_valid_utf8(snippet.text));
        RC_ASSERT(!snippet.matches.empty());
        std::size_t last = 0;
        for (const domain::ByteRange& match : snippet.matches) {
            RC_ASSERT(match.begin >= last);
            RC_ASSERT(match.begin < match.end);
            RC_ASSERT(match.end <= snippet.text.size());
            last = match.end;
        }
    }
}

}  // namespace
}  // namespace lectern::text
