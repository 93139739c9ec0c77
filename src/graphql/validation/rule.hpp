#pragma once

#include <string_view>

namespace lectern::graphql::validation {

/// The rules of the specification, section 5, under the names by which tools know them.
enum class Rule {
    executable_definitions,
    unique_operation_names,
    lone_anonymous_operation,
    single_field_subscriptions,
    known_type_names,
    fragments_on_composite_types,
    variables_are_input_types,
    scalar_leafs,
    fields_on_correct_type,
    unique_fragment_names,
    known_fragment_names,
    no_unused_fragments,
    possible_fragment_spreads,
    no_fragment_cycles,
    unique_variable_names,
    no_undefined_variables,
    no_unused_variables,
    known_directives,
    unique_directives_per_location,
    known_argument_names,
    unique_argument_names,
    values_of_correct_type,
    provided_required_arguments,
    variables_in_allowed_position,
    overlapping_fields_can_be_merged,
    unique_input_field_names,
};

/// `KnownTypeNames`.
std::string_view to_string(Rule rule);

}  // namespace lectern::graphql::validation
