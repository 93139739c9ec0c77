#include "graphql/lexer.hpp"

#include <array>
#include <utility>

#include "core/utf8.hpp"
#include "graphql/block_string.hpp"
#include "graphql/quote.hpp"

namespace lectern::graphql {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_digit(char c) { return '0' <= c && c <= '9'; }

bool is_name_start(char c) { return ('a' <= c && c <= 'z') || ('A' <= c && c <= 'Z') || c == '_'; }

bool is_name_part(char c) { return is_name_start(c) || is_digit(c); }

std::optional<std::uint32_t> hex_digit(char c) {
    if (is_digit(c)) return static_cast<std::uint32_t>(c - '0');
    if ('a' <= c && c <= 'f') return static_cast<std::uint32_t>(c - 'a' + 10);
    if ('A' <= c && c <= 'F') return static_cast<std::uint32_t>(c - 'A' + 10);
    return std::nullopt;
}

bool is_lead_surrogate(char32_t unit) { return 0xD800 <= unit && unit <= 0xDBFF; }

bool is_trail_surrogate(char32_t unit) { return 0xDC00 <= unit && unit <= 0xDFFF; }

// The value of exactly four digits at the start of `text`.
std::optional<char32_t> four_digits(std::string_view text) {
    if (text.size() < 4) return std::nullopt;
    char32_t value = 0;
    for (const char c : text.substr(0, 4)) {
        const auto digit = hex_digit(c);
        if (!digit) return std::nullopt;
        value = value * 16 + *digit;
    }
    return value;
}

std::optional<char> simple_escape(char c) {
    switch (c) {
        case '"':
        case '\\':
        case '/':
            return c;
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        default:
            return std::nullopt;
    }
}

}  // namespace

std::string_view to_string(TokenKind kind) {
    static constexpr std::array<std::string_view, 20> names{
        "the end of the document",
        "\"!\"",
        "\"$\"",
        "\"&\"",
        "\"(\"",
        "\")\"",
        "\"...\"",
        "\":\"",
        "\"=\"",
        "\"@\"",
        "\"[\"",
        "\"]\"",
        "\"{\"",
        "\"|\"",
        "\"}\"",
        "a name",
        "an integer",
        "a number",
        "a string",
        "a block string",
    };
    return names.at(static_cast<std::size_t>(kind));
}

Lexer::Lexer(std::string_view text) : text_(text) {}

Location Lexer::location() const {
    return {.line = line_, .column = static_cast<std::uint32_t>(position_ - line_origin_ + 1)};
}

std::unexpected<GraphQlError> Lexer::error(std::string message) const {
    return std::unexpected(GraphQlError{
        .kind = ErrorKind::syntax, .message = std::move(message), .locations = {location()}
    });
}

std::unexpected<GraphQlError> Lexer::unexpected_character() const {
    const std::size_t length = character_length(text_.substr(position_));
    if (length == 0) return error("the document is not well-formed UTF-8");
    return error("unexpected character " + quoted(text_.substr(position_, length)));
}

std::expected<Token, GraphQlError> Lexer::next() {
    if (auto skipped = skip_ignored(); !skipped) return std::unexpected(skipped.error());
    const Location start = location();
    if (at_end()) return Token{.kind = TokenKind::end, .location = start, .text = {}};
    if (const auto kind = punctuation()) return Token{.kind = *kind, .location = start, .text = {}};
    if (follows("\"\"\"")) return block_string();
    if (current() == '"') return string();
    if (is_digit(current()) || current() == '-') return number();
    if (!is_name_start(current())) return unexpected_character();

    const std::size_t begin = position_;
    while (is_name_part(current())) ++position_;
    return Token{
        .kind = TokenKind::name,
        .location = start,
        .text = std::string(text_.substr(begin, position_ - begin)),
    };
}

Lexer::Lexed<void> Lexer::skip_ignored() {
    while (!at_end()) {
        const char c = current();
        if (c == '\n' || c == '\r') {
            skip_line_end();
        } else if (c == ' ' || c == '\t' || c == ',') {
            ++position_;
        } else if (c == '#') {
            if (auto skipped = skip_comment(); !skipped) return skipped;
        } else if (follows(byte_order_mark)) {
            if (auto skipped = skip_character(); !skipped) return skipped;
        } else {
            break;
        }
    }
    return {};
}

Lexer::Lexed<void> Lexer::skip_comment() {
    while (!at_end() && current() != '\n' && current() != '\r')
        if (auto skipped = skip_character(); !skipped) return skipped;
    return {};
}

void Lexer::skip_line_end() {
    position_ += follows("\r\n") ? 2 : 1;
    ++line_;
    line_origin_ = position_;
}

Lexer::Lexed<void> Lexer::skip_character() {
    const std::size_t length = character_length(text_.substr(position_));
    if (length == 0) return error("the document is not well-formed UTF-8");
    position_ += length;
    line_origin_ += length - (length == 4 ? 2 : 1);  // a surrogate pair in UTF-16
    return {};
}

std::optional<TokenKind> Lexer::punctuation() {
    static constexpr std::string_view characters = "!$&():=@[]{|}";
    static constexpr std::array kinds{
        TokenKind::bang,
        TokenKind::dollar,
        TokenKind::ampersand,
        TokenKind::left_parenthesis,
        TokenKind::right_parenthesis,
        TokenKind::colon,
        TokenKind::equals,
        TokenKind::at,
        TokenKind::left_bracket,
        TokenKind::right_bracket,
        TokenKind::left_brace,
        TokenKind::pipe,
        TokenKind::right_brace,
    };
    if (follows("...")) {
        position_ += 3;
        return TokenKind::spread;
    }
    const std::size_t found = characters.find(current());
    if (found == std::string_view::npos) return std::nullopt;
    ++position_;
    return kinds.at(found);
}

// -? (0 | [1-9][0-9]*) (\.[0-9]+)? ([eE][+-]?[0-9]+)? and nothing that would make it a name or
// another number right behind.
Lexer::Lexed<Token> Lexer::number() {
    Token token{.kind = TokenKind::integer, .location = location(), .text = {}};
    const std::size_t begin = position_;
    if (current() == '-') ++position_;
    if (current() == '0') {
        ++position_;
        if (is_digit(current())) return error("a number may not have a digit behind a leading 0");
    } else if (auto read = digits(); !read) {
        return std::unexpected(read.error());
    }
    if (current() == '.') {
        token.kind = TokenKind::real;
        ++position_;
        if (auto read = digits(); !read) return std::unexpected(read.error());
    }
    if (current() == 'e' || current() == 'E') {
        token.kind = TokenKind::real;
        ++position_;
        if (current() == '+' || current() == '-') ++position_;
        if (auto read = digits(); !read) return std::unexpected(read.error());
    }
    if (current() == '.' || is_name_start(current()))
        return error("a number may not be followed by " + quoted(text_.substr(position_, 1)));
    token.text = text_.substr(begin, position_ - begin);
    return token;
}

Lexer::Lexed<void> Lexer::digits() {
    if (!is_digit(current())) return error("expected a digit");
    while (is_digit(current())) ++position_;
    return {};
}

Lexer::Lexed<Token> Lexer::string() {
    Token token{.kind = TokenKind::string, .location = location(), .text = {}};
    ++position_;
    while (true) {
        if (at_end() || current() == '\n' || current() == '\r')
            return error("a string does not end on its line");
        if (current() == '"') break;
        if (current() == '\\') {
            if (auto read = escape(token.text); !read) return std::unexpected(read.error());
            continue;
        }
        const std::size_t begin = position_;
        if (auto skipped = skip_character(); !skipped) return std::unexpected(skipped.error());
        token.text += text_.substr(begin, position_ - begin);
    }
    ++position_;
    return token;
}

Lexer::Lexed<void> Lexer::escape(std::string& out) {
    const std::string_view rest = text_.substr(position_);
    if (rest.starts_with("\\u")) {
        const auto scalar = unicode_escape();
        if (!scalar) return std::unexpected(scalar.error());
        append_utf8(*scalar, out);
        return {};
    }
    const auto character = rest.size() > 1 ? simple_escape(rest[1]) : std::nullopt;
    if (!character) return error("a string has an unknown escape");
    out += *character;
    position_ += 2;
    return {};
}

// \uXXXX, a surrogate pair of two of them, or \u{X...}.
Lexer::Lexed<char32_t> Lexer::unicode_escape() {
    const std::string_view rest = text_.substr(position_ + 2);
    if (rest.starts_with('{')) {
        constexpr std::size_t max_braced_digits = 8;  // as the reference implementation
        char32_t scalar = 0;
        std::size_t used = 1;
        for (; used < rest.size() && used <= max_braced_digits; ++used) {
            const auto digit = hex_digit(rest[used]);
            if (!digit) break;
            scalar = scalar * 16 + *digit;
        }
        const bool closed = used > 1 && used < rest.size() && rest[used] == '}';
        if (!closed || scalar > 0x10FFFF || (0xD800 <= scalar && scalar <= 0xDFFF))
            return error("a string has an invalid unicode escape");
        position_ += used + 3;
        return scalar;
    }
    const auto unit = four_digits(rest);
    if (!unit || is_trail_surrogate(*unit)) return error("a string has an invalid unicode escape");
    if (!is_lead_surrogate(*unit)) {
        position_ += 6;
        return *unit;
    }
    const auto trail =
        rest.substr(4).starts_with("\\u") ? four_digits(rest.substr(6)) : std::nullopt;
    if (!trail || !is_trail_surrogate(*trail))
        return error("a string has an invalid unicode escape");
    position_ += 12;
    return 0x10000 + ((*unit - 0xD800) << 10U) + (*trail - 0xDC00);
}

Lexer::Lexed<Token> Lexer::block_string() {
    const Location start = location();
    std::string raw;
    position_ += 3;
    while (!follows("\"\"\"")) {
        if (at_end()) return error("a block string does not end");
        const std::size_t begin = position_;
        if (follows("\\\"\"\"")) {
            raw += "\"\"\"";
            position_ += 4;
            continue;
        }
        if (current() == '\n' || current() == '\r') {
            skip_line_end();
        } else if (auto skipped = skip_character(); !skipped) {
            return std::unexpected(skipped.error());
        }
        raw += text_.substr(begin, position_ - begin);
    }
    position_ += 3;
    return Token{
        .kind = TokenKind::block_string, .location = start, .text = block_string_value(raw)
    };
}

}  // namespace lectern::graphql
