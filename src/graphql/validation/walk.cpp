#include "graphql/validation/walk.hpp"

#include <algorithm>
#include <variant>

#include "graphql/validation/rules.hpp"

namespace lectern::graphql::validation {

namespace {

DirectiveLocation location_of(OperationKind kind) {
    switch (kind) {
        case OperationKind::query:
            return DirectiveLocation::query;
        case OperationKind::mutation:
            return DirectiveLocation::mutation;
        case OperationKind::subscription:
            return DirectiveLocation::subscription;
    }
    std::unreachable();
}

const NamedType* composite(const NamedType* type) {
    return type != nullptr && type->is_composite() ? type : nullptr;
}

const InputValue* find(const std::vector<InputValue>* definitions, std::string_view name) {
    if (definitions == nullptr) return nullptr;
    const auto found = std::ranges::find(*definitions, name, &InputValue::name);
    return found == definitions->end() ? nullptr : &*found;
}

}  // namespace

void Walk::visit(const ast::OperationDefinition& operation) {
    root_ = &operation.selection_set;
    check_variable_definitions(context_, operation);
    check_subscription(context_, operation);
    for (const ast::VariableDefinition& variable : operation.variables)
        variable_definition(variable);
    directives(operation.directives, location_of(operation.kind));
    selection_set(operation.selection_set, context_.schema().root(operation.kind));
}

void Walk::visit(const ast::FragmentDefinition& fragment) {
    root_ = &fragment.selection_set;
    check_type_condition(context_, fragment.type_condition);
    directives(fragment.directives, DirectiveLocation::fragment_definition);
    selection_set(
        fragment.selection_set, composite(context_.schema().type(fragment.type_condition.text))
    );
}

void Walk::variable_definition(const ast::VariableDefinition& variable) {
    context_.count_step();
    if (variable.default_value) {
        std::optional<Type> type = context_.schema().resolve(variable.type);
        if (type && !type->named().is_input()) type.reset();
        value(*variable.default_value, {.type = type}, true);
    }
    directives(variable.directives, DirectiveLocation::variable_definition);
}

void Walk::selection_set(const ast::SelectionSet& set, const NamedType* parent) {
    for (const ast::Selection& one : set.selections) {
        if (context_.is_full()) return;
        context_.count_step();
        std::visit([&](const auto& node) { selection(node, parent); }, one.node);
    }
}

void Walk::selection(const ast::Field& field, const NamedType* parent) {
    const FieldDefinition* definition =
        parent == nullptr ? nullptr : context_.schema().field(*parent, field.name.text);
    if (parent != nullptr) check_field(context_, field, *parent, definition);
    const std::vector<InputValue>* known = definition == nullptr ? nullptr : &definition->arguments;
    check_arguments(
        context_,
        {.is_directive = false,
         .name = field.name.text,
         .location = field.location(),
         .definitions = known},
        field.arguments
    );
    arguments(known, field.arguments);
    directives(field.directives, DirectiveLocation::field);
    const NamedType* type = definition == nullptr ? nullptr : &definition->type.named();
    selection_set(field.selection_set, composite(type));
}

void Walk::selection(const ast::InlineFragment& fragment, const NamedType* parent) {
    const NamedType* type = parent;
    if (fragment.type_condition) {
        check_type_condition(context_, *fragment.type_condition);
        type = composite(context_.schema().type(fragment.type_condition->text));
        check_inline_fragment(context_, fragment.location, parent, type);
    }
    directives(fragment.directives, DirectiveLocation::inline_fragment);
    selection_set(fragment.selection_set, type);
}

void Walk::selection(const ast::FragmentSpread& spread, const NamedType* parent) {
    check_spread(context_, spread, parent);
    directives(spread.directives, DirectiveLocation::fragment_spread);
}

void Walk::directives(const std::vector<ast::Directive>& directives, DirectiveLocation place) {
    if (directives.empty()) return;
    check_directives(context_, directives, place);
    for (const ast::Directive& directive : directives) {
        const DirectiveDefinition* definition = context_.schema().directive(directive.name.text);
        const std::vector<InputValue>* known =
            definition == nullptr ? nullptr : &definition->arguments;
        check_arguments(
            context_,
            {.is_directive = true,
             .name = directive.name.text,
             .location = directive.location,
             .definitions = known},
            directive.arguments
        );
        arguments(known, directive.arguments);
    }
}

void Walk::arguments(
    const std::vector<InputValue>* definitions, const std::vector<ast::Argument>& arguments
) {
    for (const ast::Argument& argument : arguments) {
        Place place;
        if (const InputValue* definition = find(definitions, argument.name.text))
            place = {
                .type = definition->type, .has_default = definition->default_literal.has_value()
            };
        value(argument.value, place, true);
    }
}

void Walk::value(const ast::Value& literal, const Place& place, bool checked) {
    context_.count_step();
    switch (literal.kind) {
        case ast::ValueKind::variable:
            context_.add_use(
                *root_, {.variable = &literal, .type = place.type, .has_default = place.has_default}
            );
            return;
        case ast::ValueKind::list:
            list(literal, place, checked);
            return;
        case ast::ValueKind::object:
            object(literal, place, checked);
            return;
        case ast::ValueKind::integer:
        case ast::ValueKind::real:
        case ast::ValueKind::string:
        case ast::ValueKind::boolean:
        case ast::ValueKind::null:
        case ast::ValueKind::enum_value:
            if (checked && place.type) check_leaf(context_, literal, *place.type);
            return;
    }
    std::unreachable();
}

/// Where no list is expected, the items are of the expected type itself: for what variables may
/// stand in them this is what the reference implementation holds.
void Walk::list(const ast::Value& literal, const Place& place, bool checked) {
    Place item;
    bool is_checked = checked && place.type.has_value();
    if (place.type) {
        const bool is_list = place.type->is_list();
        item.type = is_list ? place.type->item() : place.type->nullable();
        if (is_checked && !is_list) {
            check_leaf(context_, literal, *item.type);
            is_checked = false;
        }
    }
    for (const ast::Value& one : literal.items) value(one, item, is_checked);
}

void Walk::object(const ast::Value& literal, const Place& place, bool checked) {
    check_input_field_names(context_, literal);
    const NamedType* type = place.type ? &place.type->named() : nullptr;
    const bool is_input_object = type != nullptr && type->kind == TypeKind::input_object;
    if (checked && is_input_object) check_input_object(context_, literal, *type);
    if (checked && type != nullptr && !is_input_object) check_leaf(context_, literal, *place.type);
    const std::vector<InputValue>* known = is_input_object ? &type->input_fields : nullptr;
    for (const ast::ObjectField& field : literal.fields) {
        Place inner;
        if (const InputValue* definition = find(known, field.name.text))
            inner = {
                .type = definition->type, .has_default = definition->default_literal.has_value()
            };
        value(field.value, inner, checked && is_input_object);
    }
}

}  // namespace lectern::graphql::validation
