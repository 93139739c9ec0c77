#include "graphql/parser.hpp"

#include <utility>

#include "graphql/grammar.hpp"
#include "graphql/token_stream.hpp"

namespace lectern::graphql {

std::expected<ast::Document, GraphQlError> parse(std::string_view text, const ParseLimits& limits) {
    TokenStream tokens(text, limits);
    ast::Document document = Grammar(tokens).document();
    if (tokens.failed()) return std::unexpected(tokens.take_error());
    return document;
}

std::expected<ast::Value, GraphQlError> parse_value(
    std::string_view text, const ParseLimits& limits
) {
    TokenStream tokens(text, limits);
    ast::Value value = Grammar(tokens).value(false);
    tokens.expect(TokenKind::end);
    if (tokens.failed()) return std::unexpected(tokens.take_error());
    return value;
}

}  // namespace lectern::graphql
