#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "graphql/ast.hpp"
#include "graphql/error.hpp"
#include "graphql/schema.hpp"

namespace lectern::graphql {

/// Validation ends with this many errors: what has so many faults is not read to its end.
inline constexpr std::size_t max_validation_errors = 100;

/// What was found, and how much work it was.
struct Validation {
    /// `ErrorKind::validation`, each with the name of its rule, in the order of the document.
    std::vector<GraphQlError> errors;
    /// Nodes visited, variables looked up and fields compared. Grows with the document's length;
    /// the comparing of fields has a bound of its own, beyond which the document is refused.
    std::uint64_t steps = 0;
};

/// Holds an executable document to the rules of the specification, section 5
/// (https://spec.graphql.org/October2021/#sec-Validation): all of them, named as in the reference
/// implementation. Type system definitions in the document are refused and otherwise passed over.
/// Thread-safe.
[[nodiscard]] Validation inspect(const Schema& schema, const ast::Document& document);

/// The errors of `inspect`; none means that the document may be executed.
[[nodiscard]] std::vector<GraphQlError> validate(
    const Schema& schema, const ast::Document& document
);

}  // namespace lectern::graphql
