#include "graphql/lexer.hpp"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace lectern::graphql {
namespace {

using namespace std::string_view_literals;

std::vector<Token> tokens_of(std::string_view text) {
    Lexer lexer(text);
    std::vector<Token> tokens;
    while (true) {
        auto token = lexer.next();
        if (!token) {
            ADD_FAILURE() << token.error().message;
            return tokens;
        }
        if (token->kind == TokenKind::end) return tokens;
        tokens.push_back(*std::move(token));
    }
}

std::string string_of(std::string_view text) {
    const auto tokens = tokens_of(text);
    return tokens.size() == 1 ? tokens[0].text : "not one token";
}

// The first error's place, `line:column`, or `none`.
std::string error_at(std::string_view text) {
    Lexer lexer(text);
    while (true) {
        const auto token = lexer.next();
        if (!token) {
            const Location at = token.error().locations.at(0);
            return std::to_string(at.line) + ":" + std::to_string(at.column);
        }
        if (token->kind == TokenKind::end) return "none";
    }
}

TEST(Lexer, SkipsWhatMeansNothing) {
    const auto tokens = tokens_of("\xEF\xBB\xBF ,,\t# a comment with \xC3\xA9 and {\r\n a # end");
    ASSERT_EQ(tokens.size(), 1U);
    EXPECT_EQ(tokens[0].text, "a");
    EXPECT_EQ(tokens[0].location, (Location{2, 2}));
}

TEST(Lexer, KnowsEveryPunctuator) {
    const auto tokens = tokens_of("! $ & ( ) ... : = @ [ ] { | }");
    ASSERT_EQ(tokens.size(), 14U);
    for (std::size_t i = 0; i < tokens.size(); ++i)
        EXPECT_EQ(tokens[i].kind, static_cast<TokenKind>(i + 1));
}

TEST(Lexer, CountsLinesByEveryLineEnd) {
    const auto tokens = tokens_of("a\nb\rc\r\nd\n\re");
    ASSERT_EQ(tokens.size(), 5U);
    EXPECT_EQ(tokens[1].location.line, 2U);
    EXPECT_EQ(tokens[2].location.line, 3U);
    EXPECT_EQ(tokens[3].location.line, 4U);
    EXPECT_EQ(tokens[4].location.line, 6U);
}

TEST(Lexer, CountsColumnsInUtf16CodeUnits) {
    // é is one unit of two bytes, 漢 one of three, 😀 two of four.
    const auto tokens = tokens_of("\"\xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80\" x");
    ASSERT_EQ(tokens.size(), 2U);
    EXPECT_EQ(tokens[1].location, (Location{1, 8}));
}

TEST(Lexer, ReadsNumbers) {
    for (const std::string_view text : {"0", "-0", "4", "-4", "9223372036854775808"}) {
        EXPECT_EQ(tokens_of(text).at(0).kind, TokenKind::integer) << text;
        EXPECT_EQ(tokens_of(text).at(0).text, text);
    }
    for (const std::string_view text : {"4.123", "-0.1", "123e4", "1E-4", "1e+4", "-1.2E3"}) {
        EXPECT_EQ(tokens_of(text).at(0).kind, TokenKind::real) << text;
        EXPECT_EQ(tokens_of(text).at(0).text, text);
    }
}

TEST(Lexer, RefusesWhatOnlyStartsAsANumber) {
    EXPECT_EQ(error_at("00"), "1:2");
    EXPECT_EQ(error_at("01"), "1:2");
    EXPECT_EQ(error_at("-"), "1:2");
    EXPECT_EQ(error_at("-A"), "1:2");
    EXPECT_EQ(error_at("1."), "1:3");
    EXPECT_EQ(error_at("1.e1"), "1:3");
    EXPECT_EQ(error_at(".123"), "1:1");
    EXPECT_EQ(error_at("1.2.3"), "1:4");
    EXPECT_EQ(error_at("1e"), "1:3");
    EXPECT_EQ(error_at("1eA"), "1:3");
    EXPECT_EQ(error_at("1xF1"), "1:2");
    EXPECT_EQ(error_at("1_"), "1:2");
    EXPECT_EQ(error_at("1.5a"), "1:4");
    EXPECT_EQ(error_at("+1"), "1:1");
}

TEST(Lexer, ResolvesEscapes) {
    EXPECT_EQ(string_of(R"("")"), "");
    EXPECT_EQ(string_of(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
    EXPECT_EQ(string_of(R"("\u00e9\u6F22")"), "\xC3\xA9\xE6\xBC\xA2");
    EXPECT_EQ(string_of(R"("\uD83D\uDE00")"), "\xF0\x9F\x98\x80");
    EXPECT_EQ(
        string_of(R"("\u{1F600}\u{e9}\u{0000041}")"),
        "\xF0\x9F\x98\x80\xC3\xA9"
        "A"
    );
    EXPECT_EQ(string_of("\"\\u0000\""), "\0"sv);
}

TEST(Lexer, RefusesBrokenEscapes) {
    for (const std::string_view text :
         {R"("\x")",
          R"("\u12")",
          R"("\u12x4")",
          R"("\uD83D")",
          R"("\uD83D\n")",
          R"("\uD83D\u0041")",
          R"("\uDE00")",
          R"("\u{}")",
          R"("\u{110000}")",
          R"("\u{D800}")",
          R"("\u{12")",
          R"("\u{FFFFFFFFFFFFFFFFF}")",
          "\"\\"})
        EXPECT_EQ(error_at(text), "1:2") << text;
}

TEST(Lexer, RefusesStringsThatDoNotEnd) {
    EXPECT_EQ(error_at("\"abc"), "1:5");
    EXPECT_EQ(error_at("\"ab\nc\""), "1:4");
    EXPECT_EQ(error_at("\"ab\rc\""), "1:4");
    EXPECT_EQ(error_at("\"\"\"ab\nc\"\""), "2:4");
}

TEST(Lexer, RefusesWhatIsNotUtf8) {
    EXPECT_EQ(error_at("\xFF"), "1:1");
    EXPECT_EQ(error_at("# \xC0\x80"), "1:3");
    EXPECT_EQ(error_at("\"\xED\xA0\x80\""), "1:2");      // a surrogate
    EXPECT_EQ(error_at("\"\xF4\x90\x80\x80\""), "1:2");  // beyond U+10FFFF
    EXPECT_EQ(error_at("\"\xE6\xBC\""), "1:2");          // cut short
    EXPECT_EQ(error_at("\"\"\"\n\xE0\x80\x80\"\"\""), "2:1");
}

TEST(Lexer, RefusesCharactersOutsideStrings) {
    EXPECT_EQ(error_at("a ? b"), "1:3");
    EXPECT_EQ(error_at("a \xC3\xA9"), "1:3");
    EXPECT_EQ(error_at(std::string_view("a\0", 2)), "1:2");
    EXPECT_EQ(error_at(".."), "1:1");
}

TEST(Lexer, TakesIndentationOutOfBlockStrings) {
    EXPECT_EQ(string_of("\"\"\"\"\"\""), "");
    EXPECT_EQ(string_of("\"\"\" one \"\"\""), " one ");
    EXPECT_EQ(
        string_of("\"\"\"\n    Hello,\n      World!\n\n    Yours,\n      GraphQL.\n  \"\"\""),
        "Hello,\n  World!\n\nYours,\n  GraphQL."
    );
    EXPECT_EQ(string_of("\"\"\"first\r\n  second\r   third\"\"\""), "first\nsecond\n third");
    EXPECT_EQ(
        string_of("\"\"\"a \\\"\"\" \\n \\u00e9 \"b\" \"\"\""), "a \"\"\" \\n \\u00e9 \"b\" "
    );
    EXPECT_EQ(string_of("\"\"\"\n\t\t\ta\n\t b\n\"\"\""), "\ta\nb");
}

TEST(Lexer, StaysAtTheEnd) {
    Lexer lexer("a");
    ASSERT_TRUE(lexer.next().has_value());
    EXPECT_EQ(lexer.next()->kind, TokenKind::end);
    EXPECT_EQ(lexer.next()->location, (Location{1, 2}));
}

}  // namespace
}  // namespace lectern::graphql
