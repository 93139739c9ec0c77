#include "text/analyzer.hpp"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "text/normalise.hpp"
#include "text/word_segments.hpp"

namespace lectern::text {
namespace {

std::vector<std::string> terms(std::string_view language, std::string_view text) {
    std::vector<std::string> found;
    for (Token& token : Analyzer::create(language).value().analyze(text)) {
        found.push_back(std::move(token.term));
    }
    return found;
}

using Terms = std::vector<std::string>;

TEST(Analyzer, FoldsStemsAndDropsStopWords) {
    EXPECT_EQ(terms("en", "The Retrieval of DOCUMENTS"), (Terms{"retriev", "document"}));
    EXPECT_EQ(terms("de", "Die Häuser und die Straße"), (Terms{"haus", "strass"}));
    EXPECT_EQ(terms("none", "The Documents"), (Terms{"the", "documents"}));
}

TEST(Analyzer, GivesPositionsThatCountStopWords) {
    const std::vector<Token> tokens = Analyzer::create("en").value().analyze("state of the art");
    EXPECT_EQ(tokens, (std::vector<Token>{{"state", 0, 0, 5}, {"art", 3, 13, 16}}));
}

TEST(Analyzer, FoldsWidthCaseAndLigatures) {
    EXPECT_EQ(
        terms("none", "Ｆｕｌｌ ﬁnd STRASSE straße"), (Terms{"full", "find", "strasse", "strasse"})
    );
}

TEST(Analyzer, TreatsBothApostrophesAlike) {
    EXPECT_EQ(terms("en", "server\u2019s"), terms("en", "server's"));
    EXPECT_EQ(terms("fr", "L\u2019eau l'eau"), (Terms{"eau", "eau"}));
    EXPECT_TRUE(terms("en", "don\u2019t").empty());
}

TEST(Analyzer, CutsScriptsWithoutSpaces) {
    EXPECT_GT(terms("none", "文書検索システム").size(), 1U);
    EXPECT_GT(terms("none", "ภาษาไทยง่าย").size(), 1U);
}

TEST(Analyzer, LeavesOutVeryLongTermsButCountsThem) {
    const std::string text =
        "a1 " + std::string(Analyzer::max_term_bytes + 1, 'x') + " b2 " + std::string(5000, 'y');
    const std::vector<Token> tokens = Analyzer::create("none").value().analyze(text);
    ASSERT_EQ(tokens.size(), 2U);
    EXPECT_EQ(tokens[1].term, "b2");
    EXPECT_EQ(tokens[1].position, 2U);
}

TEST(Analyzer, KnowsEveryLanguageItLists) {
    const std::vector<std::string> languages = supported_languages();
    EXPECT_TRUE(std::ranges::is_sorted(languages));
    EXPECT_EQ(languages.size(), 28U);
    for (const std::string& language : languages) {
        SCOPED_TRACE(language);
        EXPECT_TRUE(is_supported_language(language));
        EXPECT_FALSE(terms(language, "2026 lectern").empty());
    }
    EXPECT_TRUE(is_supported_language("none"));
}

TEST(Analyzer, RefusesUnknownLanguages) {
    const Result<Analyzer> made = Analyzer::create("tlh");
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, ErrorCode::invalid_argument);
    EXPECT_FALSE(is_supported_language(""));
}

TEST(Analyzer, AgreesWithItselfAcrossThreads) {
    const Analyzer analyzer = Analyzer::create("en").value();
    const std::string text =
        "Indexes are derived; the store’s records rule over caching, replaying and indexing";
    const std::vector<Token> expected = analyzer.analyze(text);
    std::vector<int> wrong(4, 0);
    {
        std::vector<std::jthread> threads;
        for (int& count : wrong) {
            threads.emplace_back([&] {
                for (int i = 0; i < 200; ++i) count += analyzer.analyze(text) != expected ? 1 : 0;
            });
        }
    }
    EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

std::string text_of(const std::vector<std::string>& pieces) {
    std::string text;
    for (const std::string& piece : pieces) text += piece;
    return text;
}

rc::Gen<std::string> texts() {
    static const std::vector<std::string> pieces{
        "a",  "Zed", "7",   "42",     "_",      "__",     ".",  ",", ";", ":",    "'",        "\"",
        " ",  "  ",  "\n",  "\r\n",   "\t",     "-",      "/",  "@", "é", "ß",    "’",        "е",
        "文", "書",  "ไทย", "\u0301", "\u00AD", "\u200D", "😀", "½", "ﷺ", "\xff", "\xe2\x82",
    };
    return rc::gen::map(
        rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(pieces)), text_of
    );
}

RC_GTEST_PROP(Words, AreThoseOfIcu, ()) {
    const std::string text = *texts();
    RC_ASSERT(find_words(text) == find_words_by_icu(text));
}

RC_GTEST_PROP(Analyzer, GivesOrderedRangesWithinTheText, ()) {
    const std::string text = *texts();
    std::size_t last = 0;
    for (const Token& token : Analyzer::create("en").value().analyze(text)) {
        RC_ASSERT(token.begin >= last);
        RC_ASSERT(token.begin < token.end);
        RC_ASSERT(token.end <= text.size());
        RC_ASSERT(!token.term.empty());
        last = token.end;
    }
}

TEST(NormaliseName, FoldsAndCollapsesSpace) {
    EXPECT_EQ(normalise_name("  Grace\u00A0\t\nHOPPER "), "grace hopper");
    EXPECT_EQ(normalise_name("ＡＣＭＥ ﬁnance"), "acme finance");
    EXPECT_EQ(normalise_name(""), "");
    EXPECT_EQ(normalise_name(" \u3000 "), "");
}

RC_GTEST_PROP(NormaliseName, IsIdempotent, ()) {
    const std::string once = normalise_name(*texts());
    RC_ASSERT(normalise_name(once) == once);
}

}  // namespace
}  // namespace lectern::text
