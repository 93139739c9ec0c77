#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graphql/ast.hpp"
#include "graphql/schema.hpp"
#include "graphql/validation/context.hpp"

/// The rules, one function a place in the document. `Walk` visits the places and knows the types
/// there; a null type or definition means that an error at another place already told of it.
namespace lectern::graphql::validation {

// operation_rules.cpp

/// ExecutableDefinitions, UniqueOperationNames, LoneAnonymousOperation.
void check_definitions(Context& context);
/// SingleFieldSubscriptions; does nothing for other operations.
void check_subscription(Context& context, const ast::OperationDefinition& operation);

// fragment_rules.cpp

/// UniqueFragmentNames, NoUnusedFragments.
void check_fragments(Context& context);
/// KnownTypeNames, FragmentsOnCompositeTypes.
void check_type_condition(Context& context, const ast::Name& type);
/// PossibleFragmentSpreads for an inline fragment.
void check_inline_fragment(
    Context& context, Location location, const NamedType* parent, const NamedType* condition
);
/// KnownFragmentNames, PossibleFragmentSpreads.
void check_spread(Context& context, const ast::FragmentSpread& spread, const NamedType* parent);

// fragment_cycles.cpp

/// NoFragmentCycles.
void check_fragment_cycles(Context& context);

// field_rules.cpp

/// FieldsOnCorrectType, ScalarLeafs.
void check_field(
    Context& context,
    const ast::Field& field,
    const NamedType& parent,
    const FieldDefinition* definition
);

// argument_rules.cpp

/// What has arguments: a field or a directive.
struct ArgumentOwner {
    bool is_directive;
    std::string_view name;  ///< Without `@`.
    Location location;
    const std::vector<InputValue>* definitions;  ///< Null where the owner is unknown.
};

/// KnownArgumentNames, UniqueArgumentNames, ProvidedRequiredArguments.
void check_arguments(
    Context& context, const ArgumentOwner& owner, const std::vector<ast::Argument>& arguments
);

// directive_rules.cpp

/// KnownDirectives, UniqueDirectivesPerLocation.
void check_directives(
    Context& context, const std::vector<ast::Directive>& directives, DirectiveLocation place
);

// value_rules.cpp

/// ValuesOfCorrectType for a literal that is neither a list where lists may be nor an object where
/// objects may be nor a variable.
void check_leaf(Context& context, const ast::Value& literal, const Type& type);
/// ValuesOfCorrectType for the fields that an input object has and lacks.
void check_input_object(Context& context, const ast::Value& object, const NamedType& type);
/// UniqueInputFieldNames.
void check_input_field_names(Context& context, const ast::Value& object);

// variable_rules.cpp

/// UniqueVariableNames, KnownTypeNames, VariablesAreInputTypes.
void check_variable_definitions(Context& context, const ast::OperationDefinition& operation);
/// NoUndefinedVariables, NoUnusedVariables, VariablesInAllowedPosition; after the walk.
void check_variable_uses(Context& context, const ast::OperationDefinition& operation);

// same_names.cpp

/// Names that stand more than once, each with its places, in the order of their first.
struct Repeated {
    std::string_view name;
    std::vector<Location> locations;
};
std::vector<Repeated> repeated_names(std::span<const ast::Name* const> names);

}  // namespace lectern::graphql::validation
