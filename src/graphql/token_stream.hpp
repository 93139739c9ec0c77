#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "graphql/error.hpp"
#include "graphql/lexer.hpp"
#include "graphql/parser.hpp"

namespace lectern::graphql {

/// Tokens with one of look-ahead, and the first error. After an error every token is the end of the
/// document, so that a grammar of plain functions runs out by itself and only the caller asks.
/// Holds the limits of parsing. The text must outlive it.
class TokenStream final {
  public:
    TokenStream(std::string_view text, const ParseLimits& limits);

    bool failed() const { return error_.has_value(); }
    /// Only when `failed()`.
    GraphQlError take_error() { return std::move(*error_); }

    const Token& current() const { return current_; }
    Location location() const { return current_.location; }
    bool at(TokenKind kind) const { return current_.kind == kind; }
    bool at_keyword(std::string_view keyword) const {
        return at(TokenKind::name) && current_.text == keyword;
    }
    bool at_string() const { return at(TokenKind::string) || at(TokenKind::block_string); }

    void advance();
    /// The current token, which is then passed.
    Token take();
    /// Passes the token if it is there.
    bool skip(TokenKind kind);
    bool skip_keyword(std::string_view keyword);
    /// Passes the token, whose absence is an error.
    void expect(TokenKind kind);
    void expect_keyword(std::string_view keyword);

    /// As `skip` and `expect`, for a token that opens a level of nesting.
    bool open(TokenKind kind);
    void expect_open(TokenKind kind);
    /// True, and the level is left, when the token is there or nothing can follow.
    bool close(TokenKind kind);

    void fail(ErrorKind kind, std::string message, Location location);
    /// `expected a name, found "}"` at the current token.
    void fail_expected(std::string_view what);

  private:
    void enter();

    Lexer lexer_;
    ParseLimits limits_;
    Token current_;
    std::size_t tokens_ = 0;
    std::size_t depth_ = 0;
    std::optional<GraphQlError> error_;
};

}  // namespace lectern::graphql
