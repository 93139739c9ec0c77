#pragma once

#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graphql/ast.hpp"
#include "graphql/fragments.hpp"
#include "graphql/schema.hpp"
#include "graphql/value.hpp"

namespace lectern::graphql {

/// The mentions of one response key, and the field that they mean.
struct CollectedField {
    const std::string* key = nullptr;  ///< Of the document.
    const FieldDefinition* definition = nullptr;
    std::vector<const ast::Field*> nodes;
};

/// Collects the fields to resolve on an object (specification, 6.3.2, `CollectFields`), of several
/// selection sets at once, in the order in which their keys first appear. Fields that the type does
/// not have are left out. All arguments must outlive it and what it returns.
class FieldCollector final {
  public:
    FieldCollector(const Schema& schema, const Fragments& fragments, const Object& variables)
        : schema_(schema), fragments_(fragments), variables_(variables) {}

    std::vector<CollectedField> collect(
        const NamedType& object, std::span<const ast::SelectionSet* const> sets
    );

  private:
    void add(const ast::SelectionSet& set);
    void add(const ast::Field& field);
    void add(const ast::FragmentSpread& spread);
    void add(const ast::InlineFragment& fragment);
    bool applies(const std::string& type_condition) const;
    bool is_included(const std::vector<ast::Directive>& directives) const;
    bool condition(const ast::Directive& directive) const;

    const Schema& schema_;
    const Fragments& fragments_;
    const Object& variables_;
    const NamedType* object_ = nullptr;
    std::vector<CollectedField> fields_;
    std::unordered_map<std::string_view, std::size_t> by_key_;  // into the document
    std::set<const ast::FragmentDefinition*> visited_;
};

}  // namespace lectern::graphql
