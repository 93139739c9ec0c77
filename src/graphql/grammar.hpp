#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graphql/ast.hpp"
#include "graphql/token_stream.hpp"

namespace lectern::graphql {

/// The grammar of documents (specification, appendix B.3) as recursive descent: one function a
/// production, each starting at the current token. What a function returns after the stream has
/// failed means nothing.
class Grammar final {
  public:
    explicit Grammar(TokenStream& tokens) : tokens_(tokens) {}

    ast::Document document();
    ast::Value value(bool constant);

  private:
    // grammar.cpp: what both halves of the language need
    ast::Definition definition();
    ast::Name name();
    ast::TypeReference type_reference();
    std::vector<ast::Directive> directives(bool constant);
    std::vector<ast::Argument> arguments(bool constant);

    // grammar_values.cpp
    ast::Value text_value(ast::ValueKind kind);
    ast::Value name_value();
    ast::Value variable(bool constant);
    ast::Value list_value(bool constant);
    ast::Value object_value(bool constant);

    // grammar_executable.cpp
    ast::OperationDefinition operation();
    std::vector<ast::VariableDefinition> variable_definitions();
    ast::FragmentDefinition fragment();
    ast::SelectionSet selection_set();
    ast::SelectionSet optional_selection_set();
    ast::Selection selection();
    ast::Field field();
    ast::Selection fragment_selection();
    std::optional<ast::OperationKind> operation_kind();

    // grammar_type_system.cpp
    ast::Definition type_system_definition(
        Location start, std::optional<std::string> description, bool extension
    );
    ast::SchemaDefinition schema_definition(bool extension);
    ast::TypeDefinition type_definition(ast::TypeKind kind, bool extension);
    ast::DirectiveDefinition directive_definition();
    std::vector<ast::RootOperation> root_operations();
    std::vector<ast::Name> interfaces();
    std::vector<ast::Name> members();
    std::vector<ast::FieldDefinition> fields();
    std::vector<ast::InputValueDefinition> input_values(TokenKind open, TokenKind close);
    std::vector<ast::EnumValueDefinition> enum_values();
    std::vector<ast::Name> names_between(TokenKind separator);
    ast::InputValueDefinition input_value();
    ast::EnumValueDefinition enum_value();
    ast::FieldDefinition field_definition();
    std::optional<std::string> description();

    TokenStream& tokens_;
};

}  // namespace lectern::graphql
