#include <utility>

#include "graphql/grammar.hpp"

namespace lectern::graphql {

ast::OperationDefinition Grammar::operation() {
    ast::OperationDefinition operation;
    operation.location = tokens_.location();
    if (tokens_.at(TokenKind::left_brace)) {
        operation.selection_set = selection_set();
        return operation;
    }
    operation.kind = operation_kind().value_or(ast::OperationKind::query);
    if (tokens_.at(TokenKind::name)) operation.name = name();
    operation.variables = variable_definitions();
    operation.directives = directives(false);
    operation.selection_set = selection_set();
    return operation;
}

std::optional<ast::OperationKind> Grammar::operation_kind() {
    if (tokens_.skip_keyword("query")) return ast::OperationKind::query;
    if (tokens_.skip_keyword("mutation")) return ast::OperationKind::mutation;
    if (tokens_.skip_keyword("subscription")) return ast::OperationKind::subscription;
    tokens_.fail_expected("\"query\", \"mutation\" or \"subscription\"");
    return std::nullopt;
}

std::vector<ast::VariableDefinition> Grammar::variable_definitions() {
    std::vector<ast::VariableDefinition> list;
    if (!tokens_.open(TokenKind::left_parenthesis)) return list;
    do {
        ast::VariableDefinition& definition = list.emplace_back();
        const Location start = tokens_.location();
        tokens_.expect(TokenKind::dollar);
        definition.name = name();
        definition.name.location = start;
        tokens_.expect(TokenKind::colon);
        definition.type = type_reference();
        if (tokens_.skip(TokenKind::equals)) definition.default_value = value(true);
        definition.directives = directives(true);
    } while (!tokens_.close(TokenKind::right_parenthesis));
    return list;
}

ast::FragmentDefinition Grammar::fragment() {
    ast::FragmentDefinition fragment;
    fragment.location = tokens_.location();
    tokens_.expect_keyword("fragment");
    if (tokens_.at_keyword("on")) tokens_.fail_expected("the name of a fragment");
    fragment.name = name();
    tokens_.expect_keyword("on");
    fragment.type_condition = name();
    fragment.directives = directives(false);
    fragment.selection_set = selection_set();
    return fragment;
}

ast::SelectionSet Grammar::selection_set() {
    ast::SelectionSet set;
    set.location = tokens_.location();
    tokens_.expect_open(TokenKind::left_brace);
    do {
        set.selections.push_back(selection());
    } while (!tokens_.close(TokenKind::right_brace));
    return set;
}

ast::SelectionSet Grammar::optional_selection_set() {
    return tokens_.at(TokenKind::left_brace) ? selection_set() : ast::SelectionSet{};
}

ast::Selection Grammar::selection() {
    if (tokens_.at(TokenKind::spread)) return fragment_selection();
    return {.node = field()};
}

ast::Field Grammar::field() {
    ast::Field field;
    field.name = name();
    if (tokens_.skip(TokenKind::colon)) {
        field.alias = std::move(field.name);
        field.name = name();
    }
    field.arguments = arguments(false);
    field.directives = directives(false);
    field.selection_set = optional_selection_set();
    return field;
}

ast::Selection Grammar::fragment_selection() {
    const Location start = tokens_.location();
    tokens_.expect(TokenKind::spread);
    const bool has_condition = tokens_.skip_keyword("on");
    if (!has_condition && tokens_.at(TokenKind::name)) {
        ast::FragmentSpread spread;
        spread.location = start;
        spread.name = name();
        spread.directives = directives(false);
        return {.node = std::move(spread)};
    }
    ast::InlineFragment fragment;
    fragment.location = start;
    if (has_condition) fragment.type_condition = name();
    fragment.directives = directives(false);
    fragment.selection_set = selection_set();
    return {.node = std::move(fragment)};
}

}  // namespace lectern::graphql
