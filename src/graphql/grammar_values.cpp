#include <utility>

#include "graphql/grammar.hpp"

namespace lectern::graphql {

ast::Value Grammar::value(bool constant) {
    switch (tokens_.current().kind) {
        case TokenKind::dollar:
            return variable(constant);
        case TokenKind::left_bracket:
            return list_value(constant);
        case TokenKind::left_brace:
            return object_value(constant);
        case TokenKind::integer:
            return text_value(ast::ValueKind::integer);
        case TokenKind::real:
            return text_value(ast::ValueKind::real);
        case TokenKind::string:
        case TokenKind::block_string:
            return text_value(ast::ValueKind::string);
        case TokenKind::name:
            return name_value();
        case TokenKind::end:
        case TokenKind::bang:
        case TokenKind::ampersand:
        case TokenKind::left_parenthesis:
        case TokenKind::right_parenthesis:
        case TokenKind::spread:
        case TokenKind::colon:
        case TokenKind::equals:
        case TokenKind::at:
        case TokenKind::right_bracket:
        case TokenKind::pipe:
        case TokenKind::right_brace:
            break;
    }
    tokens_.fail_expected("a value");
    return {};
}

ast::Value Grammar::text_value(ast::ValueKind kind) {
    Token token = tokens_.take();
    ast::Value value;
    value.kind = kind;
    value.block = token.kind == TokenKind::block_string;
    value.location = token.location;
    value.text = std::move(token.text);
    return value;
}

ast::Value Grammar::name_value() {
    const std::string& text = tokens_.current().text;
    if (text == "true" || text == "false") return text_value(ast::ValueKind::boolean);
    if (text == "null") return text_value(ast::ValueKind::null);
    return text_value(ast::ValueKind::enum_value);
}

ast::Value Grammar::variable(bool constant) {
    ast::Value value;
    value.kind = ast::ValueKind::variable;
    value.location = tokens_.location();
    if (constant) {
        tokens_.fail(ErrorKind::syntax, "a variable may not stand in a constant", value.location);
        return value;
    }
    tokens_.advance();
    value.text = name().text;
    return value;
}

ast::Value Grammar::list_value(bool constant) {
    ast::Value list;
    list.kind = ast::ValueKind::list;
    list.location = tokens_.location();
    tokens_.expect_open(TokenKind::left_bracket);
    while (!tokens_.close(TokenKind::right_bracket)) list.items.push_back(value(constant));
    return list;
}

ast::Value Grammar::object_value(bool constant) {
    ast::Value object;
    object.kind = ast::ValueKind::object;
    object.location = tokens_.location();
    tokens_.expect_open(TokenKind::left_brace);
    while (!tokens_.close(TokenKind::right_brace)) {
        ast::ObjectField& field = object.fields.emplace_back();
        field.name = name();
        tokens_.expect(TokenKind::colon);
        field.value = value(constant);
    }
    return object;
}

}  // namespace lectern::graphql
