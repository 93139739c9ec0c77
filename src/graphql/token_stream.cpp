#include "graphql/token_stream.hpp"

#include <utility>

#include "graphql/quote.hpp"

namespace lectern::graphql {
namespace {

std::string describe(const Token& token) {
    std::string text(to_string(token.kind));
    const bool has_text = token.kind == TokenKind::name || token.kind == TokenKind::integer ||
                          token.kind == TokenKind::real;
    if (has_text) text += " " + quoted(token.text);
    return text;
}

std::string over(std::size_t limit, std::string_view what) {
    return "the document has more than " + std::to_string(limit) + " " + std::string(what);
}

}  // namespace

TokenStream::TokenStream(std::string_view text, const ParseLimits& limits)
    : lexer_(text), limits_(limits) {
    if (text.size() > limits.max_bytes) {
        fail(ErrorKind::document_too_large, over(limits.max_bytes, "bytes"), {1, 1});
    } else {
        advance();
    }
}

void TokenStream::advance() {
    if (failed()) return;
    auto next = lexer_.next();
    if (!next) {
        current_ = Token{};
        error_ = std::move(next).error();
        return;
    }
    current_ = *std::move(next);
    if (!at(TokenKind::end) && ++tokens_ > limits_.max_tokens)
        fail(ErrorKind::too_many_tokens, over(limits_.max_tokens, "tokens"), location());
}

Token TokenStream::take() {
    Token taken = std::move(current_);
    advance();
    return taken;
}

bool TokenStream::skip(TokenKind kind) {
    if (!at(kind) || failed()) return false;
    advance();
    return true;
}

bool TokenStream::skip_keyword(std::string_view keyword) {
    if (!at_keyword(keyword)) return false;
    advance();
    return true;
}

void TokenStream::expect(TokenKind kind) {
    if (!skip(kind)) fail_expected(to_string(kind));
}

void TokenStream::expect_keyword(std::string_view keyword) {
    if (!skip_keyword(keyword)) fail_expected(quoted(keyword));
}

bool TokenStream::open(TokenKind kind) {
    if (!at(kind)) return false;
    enter();
    advance();
    return true;
}

void TokenStream::expect_open(TokenKind kind) {
    if (!open(kind)) fail_expected(to_string(kind));
}

bool TokenStream::close(TokenKind kind) {
    if (failed()) return true;
    if (!skip(kind)) return false;
    --depth_;
    return true;
}

void TokenStream::enter() {
    if (++depth_ <= limits_.max_depth) return;
    fail(
        ErrorKind::nested_too_deeply,
        "the document is nested more than " + std::to_string(limits_.max_depth) + " levels deep",
        location()
    );
}

void TokenStream::fail(ErrorKind kind, std::string message, Location location) {
    if (failed()) return;
    error_ = GraphQlError{.kind = kind, .message = std::move(message), .locations = {location}};
    current_ = Token{};
}

void TokenStream::fail_expected(std::string_view what) {
    fail(
        ErrorKind::syntax,
        "expected " + std::string(what) + ", found " + describe(current_),
        location()
    );
}

}  // namespace lectern::graphql
