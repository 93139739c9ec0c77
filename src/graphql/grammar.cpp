#include "graphql/grammar.hpp"

#include <utility>

namespace lectern::graphql {

ast::Document Grammar::document() {
    ast::Document document;
    do {
        document.definitions.push_back(definition());
    } while (!tokens_.failed() && !tokens_.at(TokenKind::end));
    return document;
}

ast::Definition Grammar::definition() {
    const Location start = tokens_.location();
    if (tokens_.at(TokenKind::left_brace)) return operation();
    const bool described = tokens_.at_string();
    auto text = description();
    const bool executable = tokens_.at_keyword("query") || tokens_.at_keyword("mutation") ||
                            tokens_.at_keyword("subscription") || tokens_.at_keyword("fragment") ||
                            tokens_.at_keyword("extend");
    if (described && executable)
        tokens_.fail(ErrorKind::syntax, "only definitions of types have a description", start);
    if (tokens_.at_keyword("fragment")) return fragment();
    if (tokens_.skip_keyword("extend")) return type_system_definition(start, {}, true);
    if (executable) return operation();
    return type_system_definition(start, std::move(text), false);
}

ast::Name Grammar::name() {
    if (!tokens_.at(TokenKind::name)) {
        tokens_.fail_expected(to_string(TokenKind::name));
        return {};
    }
    Token token = tokens_.take();
    return {.text = std::move(token.text), .location = token.location};
}

// Not recursive: a type is a name between as many brackets on either side.
ast::TypeReference Grammar::type_reference() {
    ast::TypeReference type;
    type.location = tokens_.location();
    std::uint8_t brackets = 0;
    while (tokens_.at(TokenKind::left_bracket)) {
        if (++brackets > TypeShape::max_lists) {
            tokens_.fail(
                ErrorKind::nested_too_deeply, "a type has too many lists", tokens_.location()
            );
            return type;
        }
        tokens_.advance();
    }
    type.name = name();
    if (tokens_.skip(TokenKind::bang)) type.shape = type.shape.required();
    for (; brackets > 0; --brackets) {
        tokens_.expect(TokenKind::right_bracket);
        type.shape = type.shape.listed();
        if (tokens_.skip(TokenKind::bang)) type.shape = type.shape.required();
    }
    return type;
}

std::vector<ast::Directive> Grammar::directives(bool constant) {
    std::vector<ast::Directive> list;
    while (tokens_.at(TokenKind::at)) {
        ast::Directive& directive = list.emplace_back();
        directive.location = tokens_.location();
        tokens_.advance();
        directive.name = name();
        directive.arguments = arguments(constant);
    }
    return list;
}

std::vector<ast::Argument> Grammar::arguments(bool constant) {
    std::vector<ast::Argument> list;
    if (!tokens_.open(TokenKind::left_parenthesis)) return list;
    do {
        ast::Argument& argument = list.emplace_back();
        argument.name = name();
        tokens_.expect(TokenKind::colon);
        argument.value = value(constant);
    } while (!tokens_.close(TokenKind::right_parenthesis));
    return list;
}

}  // namespace lectern::graphql
