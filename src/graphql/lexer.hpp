#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "graphql/error.hpp"
#include "graphql/source.hpp"

namespace lectern::graphql {

enum class TokenKind {
    end,
    bang,
    dollar,
    ampersand,
    left_parenthesis,
    right_parenthesis,
    spread,
    colon,
    equals,
    at,
    left_bracket,
    right_bracket,
    left_brace,
    pipe,
    right_brace,
    name,
    integer,
    real,
    string,
    block_string,
};

/// What errors call a token: `"{"`, `a name`, `the end of the document`.
std::string_view to_string(TokenKind kind);

struct Token {
    TokenKind kind = TokenKind::end;
    Location location;
    /// Of names and numbers as written, of strings their content; otherwise empty.
    std::string text;
};

/// Splits UTF-8 text into tokens (specification, section 2.1), with two liberties of its successor
/// that the reference implementation takes as well: every Unicode scalar value may stand in strings
/// and comments, and strings may hold `\u{...}`. Skips byte order marks, white space, commas
/// and comments. One thread at a time; the text must outlive the lexer.
class Lexer final {
  public:
    explicit Lexer(std::string_view text);

    /// The next token, again and again `end` after the last. After an error there is no going on.
    [[nodiscard]] std::expected<Token, GraphQlError> next();

  private:
    template <class T>
    using Lexed = std::expected<T, GraphQlError>;

    bool at_end() const { return position_ == text_.size(); }
    char current() const { return at_end() ? '\0' : text_[position_]; }
    bool follows(std::string_view text) const { return text_.substr(position_).starts_with(text); }
    Location location() const;
    std::unexpected<GraphQlError> error(std::string message) const;

    Lexed<void> skip_ignored();
    Lexed<void> skip_comment();
    void skip_line_end();
    /// Steps over one character, which must be well-formed UTF-8.
    Lexed<void> skip_character();
    std::optional<TokenKind> punctuation();
    Lexed<Token> number();
    Lexed<void> digits();
    Lexed<Token> string();
    Lexed<void> escape(std::string& out);
    Lexed<char32_t> unicode_escape();
    Lexed<Token> block_string();
    std::unexpected<GraphQlError> unexpected_character() const;

    std::string_view text_;  // of the caller, who keeps it
    std::size_t position_ = 0;
    std::uint32_t line_ = 1;
    /// Where column 1 of this line would be if every UTF-16 code unit before were one byte.
    std::size_t line_origin_ = 0;
};

}  // namespace lectern::graphql
