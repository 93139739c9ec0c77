#include <map>
#include <set>

#include "graphql/printer.hpp"
#include "graphql/quote.hpp"
#include "graphql/validation/rules.hpp"

namespace lectern::graphql::validation {

namespace {

std::string variable_name(std::string_view name) { return quoted("$" + std::string(name)); }

void check_type(Context& context, const ast::VariableDefinition& variable) {
    const NamedType* type = context.schema().type(variable.type.name.text);
    if (type == nullptr) {
        context.report(
            Rule::known_type_names,
            "type " + quoted(variable.type.name.text) + " does not exist",
            {variable.type.name.location}
        );
    } else if (!type->is_input()) {
        context.report(
            Rule::variables_are_input_types,
            "variable " + variable_name(variable.name.text) + " cannot have the output type " +
                quoted(print(variable.type)),
            {variable.type.location}
        );
    }
}

/// AreTypesCompatible and IsVariableUsageAllowed (specification, 5.8.5).
bool is_allowed(
    const Schema& schema,
    const ast::VariableDefinition& variable,
    const Type& type,
    const VariableUse& use
) {
    if (!use.type->is_non_null() || type.is_non_null()) return schema.is_subtype(type, *use.type);
    const bool has_default =
        variable.default_value && variable.default_value->kind != ast::ValueKind::null;
    if (!has_default && !use.has_default) return false;
    return schema.is_subtype(type, use.type->nullable());
}

void check_position(
    Context& context, const ast::VariableDefinition& variable, const VariableUse& use
) {
    if (!use.type) return;
    const std::optional<Type> type = context.schema().resolve(variable.type);
    if (!type || is_allowed(context.schema(), variable, *type, use)) return;
    context.report(
        Rule::variables_in_allowed_position,
        "variable " + variable_name(variable.name.text) + " of type " + quoted(to_string(*type)) +
            " cannot stand where type " + quoted(to_string(*use.type)) + " is expected",
        {variable.name.location, use.variable->location}
    );
}

std::string in_operation(const ast::OperationDefinition& operation) {
    return operation.name ? " in operation " + quoted(operation.name->text) : "";
}

}  // namespace

void check_variable_definitions(Context& context, const ast::OperationDefinition& operation) {
    std::vector<const ast::Name*> names;
    for (const ast::VariableDefinition& variable : operation.variables) {
        names.push_back(&variable.name);
        check_type(context, variable);
    }
    for (Repeated& repeated : repeated_names(names)) {
        context.report(
            Rule::unique_variable_names,
            "variable " + variable_name(repeated.name) + " is defined more than once",
            std::move(repeated.locations)
        );
    }
}

void check_variable_uses(Context& context, const ast::OperationDefinition& operation) {
    std::map<std::string_view, const ast::VariableDefinition*> defined;
    for (const ast::VariableDefinition& variable : operation.variables)
        defined.insert_or_assign(variable.name.text, &variable);

    std::set<std::string_view> used;
    for (const VariableUse& use : context.uses(operation)) {
        used.insert(use.variable->text);
        const auto found = defined.find(use.variable->text);
        if (found != defined.end()) {
            check_position(context, *found->second, use);
            continue;
        }
        context.report(
            Rule::no_undefined_variables,
            "variable " + variable_name(use.variable->text) + " is not defined" +
                in_operation(operation),
            {use.variable->location, operation.location}
        );
    }
    for (const ast::VariableDefinition& variable : operation.variables) {
        if (used.contains(variable.name.text)) continue;
        context.report(
            Rule::no_unused_variables,
            "variable " + variable_name(variable.name.text) + " is not used" +
                in_operation(operation),
            {variable.name.location}
        );
    }
}

}  // namespace lectern::graphql::validation
