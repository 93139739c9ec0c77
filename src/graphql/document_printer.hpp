#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graphql/ast.hpp"

namespace lectern::graphql {

/// Writes definitions to the end of a string, each with a line end.
class DocumentPrinter final {
  public:
    explicit DocumentPrinter(std::string& out) : out_(out) {}

    void definition(const ast::OperationDefinition& operation);
    void definition(const ast::FragmentDefinition& fragment);
    void definition(const ast::SchemaDefinition& schema);
    void definition(const ast::TypeDefinition& type);
    void definition(const ast::DirectiveDefinition& directive);

  private:
    void line_start();
    void description(const std::optional<std::string>& text);
    void directives(const std::vector<ast::Directive>& list);
    void arguments(const std::vector<ast::Argument>& list);
    void names(
        std::string_view before, std::string_view between, const std::vector<ast::Name>& list
    );
    void variables(const std::vector<ast::VariableDefinition>& list);
    void selection_set(const ast::SelectionSet& set);
    void selection(const ast::Field& field);
    void selection(const ast::FragmentSpread& spread);
    void selection(const ast::InlineFragment& fragment);
    void input_value(const ast::InputValueDefinition& input);
    void input_values(const std::vector<ast::InputValueDefinition>& list);
    void member(const ast::FieldDefinition& field);
    void member(const ast::EnumValueDefinition& value);
    void member(const ast::InputValueDefinition& input);

    template <class T>
    void block(const std::vector<T>& members);

    std::string& out_;
    std::size_t level_ = 0;
};

}  // namespace lectern::graphql
