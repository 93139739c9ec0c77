#include "embedding/vocabulary.hpp"

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::embedding {
namespace {

Vocabulary vocabulary_of(const std::string& lines) {
    auto parsed = Vocabulary::parse(lines);
    EXPECT_TRUE(parsed) << parsed.error().message;
    return std::move(*parsed);
}

TEST(Vocabulary, FindsTheLongestTokenAtTheStart) {
    const auto vocabulary = vocabulary_of("u\nun\nuns\n##se\n##seen\n");
    const auto start = vocabulary.longest_start("unseen");
    ASSERT_TRUE(start);
    EXPECT_EQ(start->token, 2);
    EXPECT_EQ(start->bytes, 3U);
    const auto rest = vocabulary.longest_continuation("seen");
    ASSERT_TRUE(rest);
    EXPECT_EQ(rest->token, 4);
    EXPECT_EQ(rest->bytes, 4U);
}

TEST(Vocabulary, KeepsStartsAndContinuationsApart) {
    const auto vocabulary = vocabulary_of("alpha\n##beta");
    EXPECT_FALSE(vocabulary.longest_continuation("alpha"));
    EXPECT_FALSE(vocabulary.longest_start("beta"));
    EXPECT_EQ(vocabulary.find("##beta"), 1);
    EXPECT_EQ(vocabulary.find("beta"), std::nullopt);
    EXPECT_EQ(vocabulary.find("alph"), std::nullopt);
    EXPECT_EQ(vocabulary.size(), 2U);
}

TEST(Vocabulary, TakesLinesThatEndInCarriageReturn) {
    EXPECT_EQ(vocabulary_of("a\r\nb\r\n").find("b"), 1);
}

TEST(Vocabulary, RefusesEmptyAndRepeatedTokens) {
    for (const auto* lines : {"a\n\nb\n", "a\n##\n", "a\nb\na\n"}) {
        const auto parsed = Vocabulary::parse(lines);
        ASSERT_FALSE(parsed) << lines;
        EXPECT_EQ(parsed.error().code, ErrorCode::failed_precondition);
    }
}

TEST(Vocabulary, NamesTheFileThatItCannotRead) {
    const auto loaded = Vocabulary::load("no/such/vocab.txt");
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().code, ErrorCode::failed_precondition);
    EXPECT_TRUE(loaded.error().message.contains("no/such/vocab.txt")) << loaded.error().message;
}

RC_GTEST_PROP(Vocabulary, MatchesTheLongestPrefixOfAnyTokens, ()) {
    const auto token =
        rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::element('a', 'b', 'c')));
    const auto tokens = *rc::gen::unique<std::vector<std::string>>(token);
    const auto text = *rc::gen::container<std::string>(rc::gen::element('a', 'b', 'c'));

    std::string lines;
    std::map<std::string, TokenId> ids;
    for (const auto& each : tokens) {
        lines += each + "\n";
        ids.emplace(each, static_cast<TokenId>(ids.size()));
    }
    const auto vocabulary = Vocabulary::parse(lines);
    RC_ASSERT(vocabulary.has_value());

    std::optional<std::pair<TokenId, std::size_t>> expected;
    for (std::size_t length = 1; length <= text.size(); ++length) {
        const auto found = ids.find(text.substr(0, length));
        if (found != ids.end()) expected = {found->second, length};
    }
    const auto match = vocabulary->longest_start(text);
    RC_ASSERT(match.has_value() == expected.has_value());
    if (match) RC_ASSERT(std::pair(match->token, match->bytes) == *expected);
}

}  // namespace
}  // namespace lectern::embedding
