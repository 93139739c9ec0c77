#pragma once

#include <cstddef>
#include <cstdint>

#include "graphql/validation/context.hpp"

namespace lectern::graphql::validation {

/// Comparisons of fields, sets of fields and fragments that one document may cost. What needs more
/// is refused; hand-written documents stay far below.
inline constexpr std::uint64_t max_comparisons = 200'000;

/// Levels of selections within each other, through fragments too, down to which fields are
/// compared.
inline constexpr std::size_t max_compared_depth = 200;

/// OverlappingFieldsCanBeMerged (specification, 5.3.2): two fields with one response key in one
/// answer must be the same field with the same arguments, or be of object types that exclude each
/// other; and their types must have the same shape.
///
/// Fields are compared in pairs, and pairs of sets of fields are remembered, so that no document
/// costs more than the square of its length; `max_comparisons` bounds that.
void check_field_merging(Context& context);

}  // namespace lectern::graphql::validation
