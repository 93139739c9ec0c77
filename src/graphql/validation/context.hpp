#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "graphql/ast.hpp"
#include "graphql/error.hpp"
#include "graphql/schema.hpp"
#include "graphql/validation/rule.hpp"

namespace lectern::graphql::validation {

/// A variable where a value stands, and what is known of the place.
struct VariableUse {
    const ast::Value* variable;
    std::optional<Type> type;  ///< What the place expects; nothing where that is unknown.
    bool has_default = false;  ///< Whether the argument or input field has one.
};

/// What the rules share while one document is validated: schema and document, the fragments by
/// name, what is used where, and the errors found so far.
class Context final {
  public:
    /// Both must outlive it.
    Context(const Schema& schema, const ast::Document& document);

    const Schema& schema() const { return schema_; }
    const ast::Document& document() const { return document_; }
    std::vector<const ast::OperationDefinition*> operations() const;
    std::vector<const ast::FragmentDefinition*> fragments() const;

    /// Null when there is none; of several with that name the last.
    const ast::FragmentDefinition* fragment(std::string_view name) const;
    /// The spreads anywhere below a selection set: its own first, then those of the sets within it,
    /// the last set first.
    const std::vector<const ast::FragmentSpread*>& spreads(const ast::SelectionSet& set);
    /// All fragments that an operation reaches, each once.
    std::vector<const ast::FragmentDefinition*> reachable(const ast::SelectionSet& set);

    void add_use(const ast::SelectionSet& root, const VariableUse& use);
    /// Of an operation with all fragments that it reaches; only once the document was walked.
    std::vector<VariableUse> uses(const ast::OperationDefinition& operation);

    void report(Rule rule, std::string message, std::vector<Location> locations);
    /// Whether there are as many errors as are of use to anybody.
    bool is_full() const;
    std::vector<GraphQlError> take_errors() { return std::move(errors_); }

    void count_step() { ++steps_; }
    std::uint64_t steps() const { return steps_; }

  private:
    const Schema& schema_;  // NOLINT(*-avoid-const-or-ref-data-members): lives for one call
    const ast::Document& document_;  // NOLINT(*-avoid-const-or-ref-data-members)
    std::map<std::string_view, const ast::FragmentDefinition*> fragments_;
    /// By the selection set of an operation or fragment.
    std::unordered_map<const ast::SelectionSet*, std::vector<const ast::FragmentSpread*>> spreads_;
    std::unordered_map<const ast::SelectionSet*, std::vector<VariableUse>> uses_;
    std::vector<GraphQlError> errors_;
    std::uint64_t steps_ = 0;
};

}  // namespace lectern::graphql::validation
