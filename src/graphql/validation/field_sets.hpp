#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graphql/ast.hpp"
#include "graphql/schema.hpp"
#include "graphql/validation/context.hpp"

namespace lectern::graphql::validation {

/// Fields under one response key that are compared alike: the same field of the same type with the
/// same arguments, and no selection of its own. A field with a selection is alone.
struct FieldClass {
    const NamedType* parent;            ///< Null where it is unknown.
    const FieldDefinition* definition;  ///< Null for `__typename` and for unknown fields.
    std::string arguments;              ///< In one notation for all orders; equal if they are.
    std::vector<const ast::Field*> fields;

    const ast::Field& front() const { return *fields.front(); }
};

/// The fields under one response key.
struct FieldGroup {
    std::string_view key;
    std::vector<FieldClass> classes;
    std::map<std::string, std::size_t> leaf_classes;  ///< Places in `classes`.
};

/// What a selection set selects itself: inline fragments are opened, spreads are listed.
struct FieldSet {
    std::uint32_t ordinal;  ///< Counts the sets of a document from 0.
    std::vector<FieldGroup> groups;
    std::unordered_map<std::string_view, std::size_t> group_of;  ///< Places in `groups`.
    std::vector<const ast::FragmentDefinition*> spreads;         ///< Each once.
    std::set<const ast::FragmentDefinition*> known_spreads;

    const FieldGroup* find(std::string_view key) const;
};

/// Makes field sets, each once. The first asker tells the type that the set is of.
class FieldSets final {
  public:
    /// `context` must outlive it.
    explicit FieldSets(Context& context) : context_(context) {}

    const FieldSet& of(const ast::SelectionSet& set, const NamedType* parent);
    const FieldSet& of(const ast::FragmentDefinition& fragment);

  private:
    void collect(const ast::SelectionSet& set, const NamedType* parent, FieldSet& into);
    void add(const ast::Field& field, const NamedType* parent, FieldSet& into);
    void add(const ast::InlineFragment& fragment, const NamedType* parent, FieldSet& into);
    void add(const ast::FragmentSpread& spread, const NamedType* parent, FieldSet& into);

    Context& context_;  // NOLINT(*-avoid-const-or-ref-data-members): lives for one call
    std::unordered_map<const ast::SelectionSet*, std::unique_ptr<FieldSet>> sets_;
};

}  // namespace lectern::graphql::validation
