#include "text/chunker.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/utf8.hpp"
#include "text/ascii_space.hpp"

namespace lectern::text {
namespace {

using domain::BlockKind;

struct Part {
    BlockKind kind = BlockKind::paragraph;
    std::uint32_t level = 0;
    std::string text{};
};

domain::ExtractedText make_document(const std::vector<Part>& parts) {
    domain::ExtractedText document;
    for (const Part& part : parts) {
        const std::size_t begin = document.text.size();
        document.text += part.text;
        document.blocks.push_back({part.kind, part.level, {begin, document.text.size()}});
        document.text += "\n\n";
    }
    return document;
}

std::string words(int count, const std::string& word = "word") {
    std::string text;
    for (int i = 0; i < count; ++i) text += (i == 0 ? "" : " ") + word + std::to_string(i);
    return text;
}

std::vector<std::string> texts(const std::vector<domain::Chunk>& chunks) {
    std::vector<std::string> found;
    for (const domain::Chunk& chunk : chunks) found.push_back(chunk.text);
    return found;
}

std::vector<domain::Chunk> cut(
    const std::vector<Part>& parts, std::uint32_t max, std::uint32_t overlap
) {
    return chunk(
        make_document(parts), {.max_tokens = max, .overlap_tokens = overlap}, count_words()
    );
}

using Texts = std::vector<std::string>;
using Headings = std::vector<std::string>;

TEST(Chunker, KeepsAShortDocumentWhole) {
    const auto chunks = cut({{BlockKind::heading, 1, "Title"}, {.text = "One paragraph."}}, 50, 5);
    ASSERT_EQ(chunks.size(), 1U);
    EXPECT_EQ(chunks[0].text, "Title\n\nOne paragraph.");
    EXPECT_EQ(chunks[0].headings, (Headings{"Title"}));
}

TEST(Chunker, GivesNothingForWhiteSpace) {
    EXPECT_TRUE(cut({{.text = " \n\t "}}, 50, 5).empty());
    EXPECT_TRUE(chunk({}, {}, count_words()).empty());
}

TEST(Chunker, OpensAChunkAtAHeadingOfTheSameOrAHigherLevel) {
    const auto chunks =
        cut({{BlockKind::heading, 1, "Guide"},
             {BlockKind::heading, 2, "Set up"},
             {.text = words(12)},
             {BlockKind::heading, 2, "Run"},
             {.text = words(12)},
             {BlockKind::heading, 1, "Appendix"},
             {.text = words(12)}},
            40,
            4);
    ASSERT_EQ(chunks.size(), 3U);
    EXPECT_EQ(chunks[0].headings, (Headings{"Guide", "Set up"}));
    EXPECT_TRUE(chunks[0].text.starts_with("Guide\n\nSet up"));
    EXPECT_EQ(chunks[1].headings, (Headings{"Guide", "Run"}));
    EXPECT_EQ(chunks[2].headings, (Headings{"Appendix"}));
}

TEST(Chunker, TakesASubsectionThatFits) {
    const auto chunks =
        cut({{BlockKind::heading, 1, "Guide"},
             {.text = words(9)},
             {BlockKind::heading, 2, "Note"},
             {.text = words(5)}},
            40,
            4);
    ASSERT_EQ(chunks.size(), 1U);
    EXPECT_EQ(chunks[0].headings, (Headings{"Guide"}));
}

TEST(Chunker, PrefersToCutBetweenParagraphs) {
    const auto chunks = cut({{.text = words(12, "a")}, {.text = words(12, "b")}}, 20, 0);
    EXPECT_EQ(texts(chunks), (Texts{words(12, "a"), words(12, "b")}));
}

TEST(Chunker, CutsLongParagraphsBetweenSentencesAndRepeatsTheLast) {
    const auto chunks = cut(
        {{.text = "One two three four five six. Seven eight nine ten. A b c d e f g h i."}}, 16, 4
    );
    EXPECT_EQ(
        texts(chunks),
        (Texts{
            "One two three four five six. Seven eight nine ten.",
            "Seven eight nine ten. A b c d e f g h i."
        })
    );
}

TEST(Chunker, RepeatsWordsWhereSentencesAreTooLong) {
    const auto chunks = cut({{.text = words(40)}}, 16, 4);
    ASSERT_EQ(chunks.size(), 3U);
    EXPECT_TRUE(chunks[0].text.ends_with("word14 word15"));
    EXPECT_TRUE(chunks[1].text.starts_with("word12 word13 word14 word15 word16"));
}

TEST(Chunker, DoesNotRepeatAcrossSections) {
    const auto chunks =
        cut({{.text = words(20)}, {BlockKind::heading, 1, "Next"}, {.text = words(9, "n")}}, 32, 8);
    ASSERT_EQ(chunks.size(), 2U);
    EXPECT_TRUE(chunks[1].text.starts_with("Next"));
}

TEST(Chunker, CutsCodeAtLineEnds) {
    const auto chunks =
        cut({{BlockKind::code, 0, "int a = 1. 2. 3;\nint b = 2;\n    int c = 3;"}}, 6, 0);
    EXPECT_EQ(texts(chunks), (Texts{"int a = 1. 2. 3;", "int b = 2;\n    int c = 3;"}));
}

TEST(Chunker, CutsAWordThatIsTooLongByItself) {
    const TokenCounter letters = [](std::string_view text) {
        return static_cast<std::uint32_t>(text.size());
    };
    const auto chunks = chunk(
        make_document({{.text = std::string(100, 'x')}}),
        {.max_tokens = 16, .overlap_tokens = 0},
        letters
    );
    std::string all;
    for (const domain::Chunk& part : chunks) {
        EXPECT_LE(part.text.size(), 16U);
        all += part.text;
    }
    EXPECT_EQ(all, std::string(100, 'x'));
}

TEST(Chunker, CountsEachPartOfTheTextAFewTimesOnly) {
    const auto counted = std::make_shared<std::size_t>(0);
    const TokenCounter count = [counted, counter = count_words()](std::string_view text) {
        *counted += text.size();
        return counter(text);
    };
    std::vector<Part> parts;
    for (int i = 0; i < 500; ++i) parts.push_back({.text = words(10 + i % 100)});
    const domain::ExtractedText document = make_document(parts);
    chunk(document, {.max_tokens = 64, .overlap_tokens = 16}, count);
    EXPECT_LE(*counted, 4 * document.text.size());
}

// Documents of all kinds of blocks, with gaps between them that no block covers.
rc::Gen<domain::ExtractedText> documents() {
    static const std::vector<std::string> pieces{
        "a",
        "bb ",
        "Sentence. ",
        "Another one! ",
        "\n",
        "\n\n",
        "é",
        "文書。",
        "ไทย",
        " ",
        "x\ny ",
        "longer_words ",
    };
    const auto piece = rc::gen::elementOf(pieces);
    const auto part =
        rc::gen::pair(rc::gen::inRange(0, 7), rc::gen::container<std::vector<std::string>>(piece));
    return rc::gen::map(
        rc::gen::container<std::vector<std::pair<int, std::vector<std::string>>>>(part),
        [](const auto& drawn) {
            domain::ExtractedText document;
            for (const auto& [choice, strings] : drawn) {
                const std::size_t begin = document.text.size();
                for (const std::string& string : strings) document.text += string;
                if (choice == 6) continue;
                const auto kind = static_cast<BlockKind>(std::min(choice, 4));
                const std::uint32_t level = kind == BlockKind::heading
                                                ? static_cast<std::uint32_t>(strings.size() % 4 + 1)
                                                : 0;
                document.blocks.push_back({kind, level, {begin, document.text.size()}});
            }
            return document;
        }
    );
}

RC_GTEST_PROP(Chunker, CoversTheTextInOrderWithinItsBudget, ()) {
    const domain::ExtractedText document = *documents();
    const auto max_tokens = *rc::gen::inRange<std::uint32_t>(16, 40);
    const auto overlap = *rc::gen::inRange<std::uint32_t>(0, max_tokens / 2);
    const TokenCounter count = count_words();
    const auto chunks =
        chunk(document, {.max_tokens = max_tokens, .overlap_tokens = overlap}, count);

    std::size_t covered = 0;
    std::size_t last_begin = 0;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const domain::ByteRange& range = chunks[i].source;
        RC_ASSERT(chunks[i].ordinal == i);
        RC_ASSERT(chunks[i].text == document.text.substr(range.begin, range.end - range.begin));
        RC_ASSERT(is_valid_utf8(chunks[i].text));
        RC_ASSERT(count(chunks[i].text) <= max_tokens);
        RC_ASSERT(i == 0 || range.begin > last_begin);
        RC_ASSERT(range.end > covered);
        if (range.begin > covered) {
            const std::string gap = document.text.substr(covered, range.begin - covered);
            RC_ASSERT(std::ranges::all_of(gap, is_ascii_space));
        }
        covered = range.end;
        last_begin = range.begin;
    }
    RC_ASSERT(std::ranges::all_of(document.text.substr(covered), is_ascii_space));
}

}  // namespace
}  // namespace lectern::text
