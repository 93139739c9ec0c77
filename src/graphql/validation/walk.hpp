#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graphql/ast.hpp"
#include "graphql/schema.hpp"
#include "graphql/validation/context.hpp"

namespace lectern::graphql::validation {

/// One pass over the operations and fragments of a document that knows the types of every place and
/// calls the rules of that place. Leaves the uses of variables in the context.
class Walk final {
  public:
    /// `context` must outlive it.
    explicit Walk(Context& context) : context_(context) {}

    void visit(const ast::OperationDefinition& operation);
    void visit(const ast::FragmentDefinition& fragment);

  private:
    /// Where a value stands.
    struct Place {
        std::optional<Type> type;  ///< Nothing where it is unknown.
        bool has_default = false;
    };

    void variable_definition(const ast::VariableDefinition& variable);
    void selection_set(const ast::SelectionSet& set, const NamedType* parent);
    void selection(const ast::Field& field, const NamedType* parent);
    void selection(const ast::InlineFragment& fragment, const NamedType* parent);
    void selection(const ast::FragmentSpread& spread, const NamedType* parent);
    void directives(const std::vector<ast::Directive>& directives, DirectiveLocation place);
    void arguments(
        const std::vector<InputValue>* definitions, const std::vector<ast::Argument>& arguments
    );
    /// `checked` is false within a value that was already found wrong, or that a scalar takes as a
    /// whole.
    void value(const ast::Value& literal, const Place& place, bool checked);
    void list(const ast::Value& literal, const Place& place, bool checked);
    void object(const ast::Value& literal, const Place& place, bool checked);

    Context& context_;  // NOLINT(*-avoid-const-or-ref-data-members): lives for one call
    const ast::SelectionSet* root_ = nullptr;  ///< Of the definition that is being visited.
};

}  // namespace lectern::graphql::validation
