#include <array>
#include <utility>

#include "graphql/grammar.hpp"
#include "graphql/schema.hpp"

namespace lectern::graphql {
namespace {

struct TypeKeyword {
    std::string_view keyword;
    ast::TypeKind kind;
};

constexpr std::array type_keywords{
    TypeKeyword{"scalar", ast::TypeKind::scalar},
    TypeKeyword{"type", ast::TypeKind::object},
    TypeKeyword{"interface", ast::TypeKind::interface},
    TypeKeyword{"union", ast::TypeKind::union_type},
    TypeKeyword{"enum", ast::TypeKind::enum_type},
    TypeKeyword{"input", ast::TypeKind::input_object},
};

// An extension must extend something, or it is cut short.
bool is_bare(const ast::TypeDefinition& type) {
    return type.directives.empty() && type.interfaces.empty() && type.fields.empty() &&
           type.members.empty() && type.values.empty() && type.inputs.empty();
}

}  // namespace

std::optional<std::string> Grammar::description() {
    if (!tokens_.at_string()) return std::nullopt;
    return tokens_.take().text;
}

ast::Definition Grammar::type_system_definition(
    Location start, std::optional<std::string> description, bool extension
) {
    for (const TypeKeyword& known : type_keywords) {
        if (!tokens_.skip_keyword(known.keyword)) continue;
        ast::TypeDefinition type = type_definition(known.kind, extension);
        type.location = start;
        type.description = std::move(description);
        return type;
    }
    if (tokens_.skip_keyword("schema")) {
        ast::SchemaDefinition schema = schema_definition(extension);
        schema.location = start;
        schema.description = std::move(description);
        return schema;
    }
    if (!extension && tokens_.skip_keyword("directive")) {
        ast::DirectiveDefinition directive = directive_definition();
        directive.location = start;
        directive.description = std::move(description);
        return directive;
    }
    tokens_.fail_expected("a definition");
    return ast::SchemaDefinition{};
}

ast::SchemaDefinition Grammar::schema_definition(bool extension) {
    ast::SchemaDefinition schema;
    schema.extension = extension;
    schema.directives = directives(true);
    if (!extension || tokens_.at(TokenKind::left_brace)) schema.operations = root_operations();
    if (schema.directives.empty() && schema.operations.empty())
        tokens_.fail_expected("an extension of the schema");
    return schema;
}

std::vector<ast::RootOperation> Grammar::root_operations() {
    std::vector<ast::RootOperation> list;
    tokens_.expect_open(TokenKind::left_brace);
    do {
        ast::RootOperation& operation = list.emplace_back();
        operation.location = tokens_.location();
        operation.kind = operation_kind().value_or(ast::OperationKind::query);
        tokens_.expect(TokenKind::colon);
        operation.type = name();
    } while (!tokens_.close(TokenKind::right_brace));
    return list;
}

ast::TypeDefinition Grammar::type_definition(ast::TypeKind kind, bool extension) {
    ast::TypeDefinition type;
    type.kind = kind;
    type.extension = extension;
    type.name = name();
    const bool has_fields = kind == ast::TypeKind::object || kind == ast::TypeKind::interface;
    if (has_fields) type.interfaces = interfaces();
    type.directives = directives(true);
    if (has_fields) type.fields = fields();
    if (kind == ast::TypeKind::union_type) type.members = members();
    if (kind == ast::TypeKind::enum_type) type.values = enum_values();
    if (kind == ast::TypeKind::input_object)
        type.inputs = input_values(TokenKind::left_brace, TokenKind::right_brace);
    if (extension && is_bare(type)) tokens_.fail_expected("an extension of the type");
    return type;
}

std::vector<ast::Name> Grammar::interfaces() {
    if (!tokens_.skip_keyword("implements")) return {};
    return names_between(TokenKind::ampersand);
}

std::vector<ast::Name> Grammar::members() {
    if (!tokens_.skip(TokenKind::equals)) return {};
    return names_between(TokenKind::pipe);
}

// At least one; one more separator may stand before the first.
std::vector<ast::Name> Grammar::names_between(TokenKind separator) {
    std::vector<ast::Name> list;
    tokens_.skip(separator);
    do {
        list.push_back(name());
    } while (tokens_.skip(separator));
    return list;
}

std::vector<ast::FieldDefinition> Grammar::fields() {
    std::vector<ast::FieldDefinition> list;
    if (!tokens_.open(TokenKind::left_brace)) return list;
    do {
        list.push_back(field_definition());
    } while (!tokens_.close(TokenKind::right_brace));
    return list;
}

ast::FieldDefinition Grammar::field_definition() {
    ast::FieldDefinition field;
    field.location = tokens_.location();
    field.description = description();
    field.name = name();
    field.arguments = input_values(TokenKind::left_parenthesis, TokenKind::right_parenthesis);
    tokens_.expect(TokenKind::colon);
    field.type = type_reference();
    field.directives = directives(true);
    return field;
}

std::vector<ast::InputValueDefinition> Grammar::input_values(TokenKind open, TokenKind close) {
    std::vector<ast::InputValueDefinition> list;
    if (!tokens_.open(open)) return list;
    do {
        list.push_back(input_value());
    } while (!tokens_.close(close));
    return list;
}

ast::InputValueDefinition Grammar::input_value() {
    ast::InputValueDefinition input;
    input.location = tokens_.location();
    input.description = description();
    input.name = name();
    tokens_.expect(TokenKind::colon);
    input.type = type_reference();
    if (tokens_.skip(TokenKind::equals)) input.default_value = value(true);
    input.directives = directives(true);
    return input;
}

std::vector<ast::EnumValueDefinition> Grammar::enum_values() {
    std::vector<ast::EnumValueDefinition> list;
    if (!tokens_.open(TokenKind::left_brace)) return list;
    do {
        list.push_back(enum_value());
    } while (!tokens_.close(TokenKind::right_brace));
    return list;
}

ast::EnumValueDefinition Grammar::enum_value() {
    ast::EnumValueDefinition value;
    value.location = tokens_.location();
    value.description = description();
    if (tokens_.at_keyword("true") || tokens_.at_keyword("false") || tokens_.at_keyword("null"))
        tokens_.fail_expected("the name of an enum value");
    value.name = name();
    value.directives = directives(true);
    return value;
}

ast::DirectiveDefinition Grammar::directive_definition() {
    ast::DirectiveDefinition directive;
    tokens_.expect(TokenKind::at);
    directive.name = name();
    directive.arguments = input_values(TokenKind::left_parenthesis, TokenKind::right_parenthesis);
    directive.repeatable = tokens_.skip_keyword("repeatable");
    tokens_.expect_keyword("on");
    tokens_.skip(TokenKind::pipe);
    do {
        if (!parse_directive_location(tokens_.current().text))
            tokens_.fail_expected("the name of a directive location");
        directive.locations.push_back(name());
    } while (tokens_.skip(TokenKind::pipe));
    return directive;
}

}  // namespace lectern::graphql
