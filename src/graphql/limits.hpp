#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "graphql/ast.hpp"
#include "graphql/error.hpp"
#include "graphql/schema.hpp"
#include "graphql/value.hpp"

namespace lectern::graphql {

/// Bounds on what an operation may ask for, checked before it runs. Each has its own `ErrorKind`.
struct QueryLimits {
    std::size_t max_depth = 15;  ///< Levels of fields; a root field is at 1.
    std::uint64_t max_complexity = 10'000;
    std::size_t max_aliases = 50;      ///< After fragments are spread, each time anew.
    std::size_t max_root_fields = 20;  ///< After fragments are spread.

    /// Cost of a field beside that of its children; `field_costs` by `Type.field`, others 1.
    std::map<std::string, std::uint64_t, std::less<>> field_costs{};
    /// Arguments that say how many items a field returns; of several the greatest counts. The cost
    /// of what is in a list counts once an item. A field that has such an argument and is no list
    /// is a connection: the number is that of its `edges` and other lists.
    std::vector<std::string> size_arguments{"first", "last", "limit"};
    /// How many items a list has that nothing tells of.
    std::uint64_t list_size = 10;

    /// Introspection costs nothing, since the schema bounds it, but has bounds of its own: levels
    /// below `__schema` or `__type`, and how many of `fields`, `inputFields`, `interfaces` and
    /// `possibleTypes` may be within each other, which is what multiplies.
    std::size_t max_introspection_depth = 15;
    std::size_t max_introspection_lists = 2;
};

/// What an operation asks for. Counts stop at their type's greatest value.
struct QueryCost {
    std::size_t depth = 0;
    std::uint64_t complexity = 0;
    std::size_t aliases = 0;
    std::size_t root_fields = 0;
    std::size_t introspection_depth = 0;
    std::size_t introspection_lists = 0;

    bool operator==(const QueryCost&) const = default;
};

/// Measures an operation: an upper bound, as fields that are merged in execution count each time
/// and
/// `@skip` and `@include` are not looked at. Takes time in proportion to the document, however its
/// fragments multiply: each is measured once. Safe for documents that are not valid; a circle of
/// fragments is without bounds. `variables` are coerced ones.
QueryCost measure(
    const Schema& schema,
    const ast::Document& document,
    const ast::OperationDefinition& operation,
    const Object& variables,
    const QueryLimits& limits
);

/// The limits that the operation exceeds, at the operation's location; empty when it may run.
std::vector<GraphQlError> check_limits(
    const Schema& schema,
    const ast::Document& document,
    const ast::OperationDefinition& operation,
    const Object& variables,
    const QueryLimits& limits
);

}  // namespace lectern::graphql
