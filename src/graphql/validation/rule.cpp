#include "graphql/validation/rule.hpp"

#include <utility>

namespace lectern::graphql::validation {

std::string_view to_string(Rule rule) {
    using enum Rule;
    switch (rule) {
        case executable_definitions:
            return "ExecutableDefinitions";
        case unique_operation_names:
            return "UniqueOperationNames";
        case lone_anonymous_operation:
            return "LoneAnonymousOperation";
        case single_field_subscriptions:
            return "SingleFieldSubscriptions";
        case known_type_names:
            return "KnownTypeNames";
        case fragments_on_composite_types:
            return "FragmentsOnCompositeTypes";
        case variables_are_input_types:
            return "VariablesAreInputTypes";
        case scalar_leafs:
            return "ScalarLeafs";
        case fields_on_correct_type:
            return "FieldsOnCorrectType";
        case unique_fragment_names:
            return "UniqueFragmentNames";
        case known_fragment_names:
            return "KnownFragmentNames";
        case no_unused_fragments:
            return "NoUnusedFragments";
        case possible_fragment_spreads:
            return "PossibleFragmentSpreads";
        case no_fragment_cycles:
            return "NoFragmentCycles";
        case unique_variable_names:
            return "UniqueVariableNames";
        case no_undefined_variables:
            return "NoUndefinedVariables";
        case no_unused_variables:
            return "NoUnusedVariables";
        case known_directives:
            return "KnownDirectives";
        case unique_directives_per_location:
            return "UniqueDirectivesPerLocation";
        case known_argument_names:
            return "KnownArgumentNames";
        case unique_argument_names:
            return "UniqueArgumentNames";
        case values_of_correct_type:
            return "ValuesOfCorrectType";
        case provided_required_arguments:
            return "ProvidedRequiredArguments";
        case variables_in_allowed_position:
            return "VariablesInAllowedPosition";
        case overlapping_fields_can_be_merged:
            return "OverlappingFieldsCanBeMerged";
        case unique_input_field_names:
            return "UniqueInputFieldNames";
    }
    std::unreachable();
}

}  // namespace lectern::graphql::validation
