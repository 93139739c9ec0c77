#include "embedding/tokenizer.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "embedding/model_folder.hpp"

namespace lectern::embedding {
namespace {

constexpr std::size_t max_tokens = 256;

/// Of the real model: without it these tests fail, as they prove nothing.
const Tokenizer& tokenizer() {
    static const Tokenizer loaded = [] {
        auto found = Tokenizer::load(default_model_folder() / "vocab.txt");
        if (!found)
            throw std::runtime_error(
                found.error().message + ": run scripts/setup to fetch the model"
            );
        return std::move(*found);
    }();
    return loaded;
}

TEST(Tokenizer, AgreesWithTheReferenceOnTheGoldenTexts) {
    std::ifstream golden("tests/golden/embedding/tokens.jsonl");
    ASSERT_TRUE(golden) << "run from the repository's root";
    std::size_t lines = 0;
    for (std::string line; std::getline(golden, line); ++lines) {
        const auto entry = boost::json::parse(line);
        const auto text = boost::json::value_to<std::string>(entry.at("text"));
        const auto expected = boost::json::value_to<std::vector<TokenId>>(entry.at("ids"));
        EXPECT_EQ(tokenizer().encode(text, max_tokens), expected) << line;
    }
    EXPECT_GT(lines, 200U);
}

TEST(Tokenizer, CutsAtTheBoundAndKeepsTheSeparator) {
    const std::string text = "one two three four five six";
    const auto all = tokenizer().encode(text, max_tokens);
    ASSERT_EQ(all.size(), 8U);
    const auto cut = tokenizer().encode(text, 5);
    EXPECT_EQ(cut, (std::vector<TokenId>{all[0], all[1], all[2], all[3], all.back()}));
    EXPECT_EQ(tokenizer().encode(text, 2), (std::vector<TokenId>{all.front(), all.back()}));
}

TEST(Tokenizer, CountsWithoutSpecialTokensAndBeyondTheBound) {
    EXPECT_EQ(tokenizer().count(""), 0U);
    EXPECT_EQ(tokenizer().count("hello, world"), 3U);
    std::string text;
    for (int word = 0; word < 1000; ++word) text += "word ";
    EXPECT_EQ(tokenizer().count(text), 1000U);
}

TEST(Tokenizer, PassesOverBytesThatAreNotUtf8) {
    const auto clean = tokenizer().encode("caf\u00e9 menu", max_tokens);
    EXPECT_EQ(tokenizer().encode("caf\u00e9\xff\xc3 me\x80nu", max_tokens), clean);
    EXPECT_EQ(tokenizer().encode("caf\u00e9 menu\xe4\xb8", max_tokens), clean);
}

TEST(Tokenizer, NormalizesLongRunsAsItDoesShortOnes) {
    std::string marks = "a";
    for (int mark = 0; mark < 5000; ++mark) marks += mark % 2 == 0 ? "\u0301" : "\u0323";
    EXPECT_EQ(tokenizer().encode(marks, max_tokens), tokenizer().encode("a", max_tokens));

    std::string hangul;
    std::string spaced;
    for (int syllable = 0; syllable < 100; ++syllable) {
        hangul += "\uac01.";
        spaced += "\uac01 . ";
    }
    EXPECT_EQ(tokenizer().encode(hangul, max_tokens), tokenizer().encode(spaced, max_tokens));
    EXPECT_EQ(tokenizer().count(hangul), tokenizer().count(spaced));
}

TEST(Tokenizer, RefusesAVocabularyWithoutSpecialTokens) {
    auto vocabulary = Vocabulary::parse("[PAD]\n[UNK]\n[CLS]\n[SEP]\nword\n");
    ASSERT_TRUE(vocabulary);
    const auto refused = Tokenizer::with(std::move(*vocabulary));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::failed_precondition);
    EXPECT_TRUE(refused.error().message.contains("[MASK]")) << refused.error().message;
}

/// Bytes that are likely to meet: letters, marks, ideographs, halves of characters.
rc::Gen<std::string> any_bytes() {
    const auto piece = rc::gen::oneOf(
        rc::gen::container<std::string>(rc::gen::arbitrary<char>()),
        rc::gen::element<std::string>(
            "the",
            "ing",
            " ",
            ".",
            "[SEP]",
            "[",
            "\u00e9",
            "e\u0301",
            "\u4e2d",
            "\uac01",
            "\u1100",
            "\xe4\xb8",
            "\xf0\x9f",
            "\xcc",
            "\ufffd",
            "\U0001f600"
        )
    );
    return rc::gen::map(
        rc::gen::container<std::vector<std::string>>(piece),
        [](const auto& pieces) {
            std::string text;
            for (const auto& each : pieces) text += each;
            return text;
        }
    );
}

RC_GTEST_PROP(Tokenizer, TakesAnyBytes, ()) {
    const auto text = *any_bytes();
    const auto ids = tokenizer().encode(text, max_tokens);
    RC_ASSERT(ids.size() >= 2U && ids.size() <= max_tokens);
    RC_ASSERT(ids.size() == std::min<std::size_t>(tokenizer().count(text) + 2, max_tokens));
    for (const TokenId id : ids) RC_ASSERT(id >= 0 && id < 30'522);
}

RC_GTEST_PROP(Tokenizer, CutsTextsAtSpacesWithoutChangingTheirTokens, ()) {
    const auto left = *any_bytes();
    const auto right = *any_bytes();
    RC_ASSERT(
        tokenizer().count(left + " " + right) == tokenizer().count(left) + tokenizer().count(right)
    );
}

RC_GTEST_PROP(Tokenizer, EncodesABeginningOfWhatMoreRoomWouldHold, ()) {
    const auto text = *any_bytes();
    const auto room = *rc::gen::inRange<std::size_t>(2, 40);
    auto cut = tokenizer().encode(text, room);
    cut.pop_back();
    const auto all = tokenizer().encode(text, max_tokens);
    RC_ASSERT(cut.size() <= all.size());
    RC_ASSERT(std::equal(cut.begin(), cut.end(), all.begin()));
}

}  // namespace
}  // namespace lectern::embedding
