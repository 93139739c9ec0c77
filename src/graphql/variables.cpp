#include "graphql/variables.hpp"

#include <utility>

#include "graphql/printer.hpp"
#include "graphql/quote.hpp"

namespace lectern::graphql {
namespace {

std::unexpected<Misfit> misfit(std::string message, Location location = {}) {
    return std::unexpected(Misfit{.where = {}, .message = std::move(message), .location = location}
    );
}

// The same misfit seen from the value that `step` leads from.
std::unexpected<Misfit> within(std::string step, Misfit inner) {
    step += inner.where.empty() || inner.where.front() == '[' ? inner.where : "." + inner.where;
    inner.where = std::move(step);
    return std::unexpected(std::move(inner));
}

std::string index_step(std::size_t index) { return "[" + std::to_string(index) + "]"; }

const ast::Value* find_field(const ast::Value& object, std::string_view name) {
    for (const ast::ObjectField& field : object.fields)
        if (field.name.text == name) return &field.value;
    return nullptr;
}

const ast::Argument* find_argument(
    const std::vector<ast::Argument>& arguments, std::string_view name
) {
    for (const ast::Argument& argument : arguments)
        if (argument.name.text == name) return &argument;
    return nullptr;
}

bool is_absent(const ast::Value& literal, const Object* variables) {
    return literal.kind == ast::ValueKind::variable && variables != nullptr &&
           !variables->contains(literal.text);
}

std::string missing(const InputValue& input) {
    return quoted(input.name) + " of type " + to_string(input.type) + " is missing";
}

/// Puts a field that was not given into an object of its type; false when it had to be given.
bool put_default(const InputValue& field, Object& object) {
    if (field.default_value) object.append(field.name, *field.default_value);
    return field.default_value.has_value() || !field.type.is_non_null();
}

std::expected<Value, Misfit> coerce_value_list(const Value& value, const Type& type) {
    List coerced;
    const List* list = value.as_list();
    if (list == nullptr) {
        auto item = coerce_value(value, type.item());
        if (!item) return item;
        coerced.push_back(*std::move(item));
        return coerced;
    }
    coerced.reserve(list->size());
    for (std::size_t i = 0; i < list->size(); ++i) {
        auto item = coerce_value((*list)[i], type.item());
        if (!item) return within(index_step(i), std::move(item).error());
        coerced.push_back(*std::move(item));
    }
    return coerced;
}

std::expected<Value, Misfit> coerce_value_object(const Value& value, const NamedType& type) {
    const Object* given = value.as_object();
    if (given == nullptr)
        return misfit("expected an object of type " + type.name + ", found " + to_string(value));
    for (const Member& member : given->members())
        if (type.input_field(member.name) == nullptr)
            return misfit("type " + type.name + " has no field " + quoted(member.name));
    Object coerced;
    coerced.reserve(type.input_fields.size());
    for (const InputValue& field : type.input_fields) {
        const Value* member = given->find(field.name);
        if (member == nullptr) {
            if (!put_default(field, coerced)) return misfit(missing(field));
            continue;
        }
        auto item = coerce_value(*member, field.type);
        if (!item) return within(field.name, std::move(item).error());
        coerced.append(field.name, *std::move(item));
    }
    return coerced;
}

std::expected<Value, Misfit> coerce_variable(
    const ast::Value& literal, const Type& type, const Object* variables
) {
    if (variables == nullptr) return misfit("a variable may not stand here", literal.location);
    const Value* value = variables->find(literal.text);
    if (type.is_non_null() && (value == nullptr || value->is_null()))
        return misfit(
            "variable \"$" + literal.text + "\" of type " + to_string(type) + " is null",
            literal.location
        );
    return value == nullptr ? Value() : *value;
}

std::expected<Value, Misfit> coerce_literal_list(
    const ast::Value& literal, const Type& type, const Object* variables
) {
    List coerced;
    if (literal.kind != ast::ValueKind::list) {
        auto item = coerce_literal(literal, type.item(), variables);
        if (!item) return item;
        coerced.push_back(*std::move(item));
        return coerced;
    }
    coerced.reserve(literal.items.size());
    for (std::size_t i = 0; i < literal.items.size(); ++i) {
        auto item = coerce_literal(literal.items[i], type.item(), variables);
        if (!item) return within(index_step(i), std::move(item).error());
        coerced.push_back(*std::move(item));
    }
    return coerced;
}

std::expected<Value, Misfit> coerce_literal_object(
    const ast::Value& literal, const NamedType& type, const Object* variables
) {
    if (literal.kind != ast::ValueKind::object)
        return misfit(
            "expected an object of type " + type.name + ", found " + print(literal),
            literal.location
        );
    for (const ast::ObjectField& field : literal.fields)
        if (type.input_field(field.name.text) == nullptr)
            return misfit(
                "type " + type.name + " has no field " + quoted(field.name.text),
                field.name.location
            );
    Object coerced;
    coerced.reserve(type.input_fields.size());
    for (const InputValue& field : type.input_fields) {
        const ast::Value* given = find_field(literal, field.name);
        if (given == nullptr || is_absent(*given, variables)) {
            if (!put_default(field, coerced)) return misfit(missing(field), literal.location);
            continue;
        }
        auto value = coerce_literal(*given, field.type, variables);
        if (!value) return within(field.name, std::move(value).error());
        coerced.append(field.name, *std::move(value));
    }
    return coerced;
}

GraphQlError variable_error(const ast::VariableDefinition& definition, const std::string& what) {
    return {
        .kind = ErrorKind::variables,
        .message = "variable \"$" + definition.name.text + "\" " + what,
        .locations = {definition.name.location},
    };
}

std::string describe(const Misfit& misfit) {
    if (misfit.where.empty()) return "has a wrong value: " + misfit.message;
    return "has a wrong value at " + quoted(misfit.where) + ": " + misfit.message;
}

// Nothing when the variable stays absent.
std::expected<std::optional<Value>, GraphQlError> value_of(
    const Schema& schema, const ast::VariableDefinition& definition, const Object& given
) {
    const auto type = schema.resolve(definition.type);
    if (!type || !type->named().is_input())
        return std::unexpected(variable_error(
            definition, "is of type " + print(definition.type) + ", which is no input type"
        ));
    const Value* value = given.find(definition.name.text);
    if (value == nullptr && !definition.default_value) {
        if (!type->is_non_null()) return std::nullopt;
        return std::unexpected(
            variable_error(definition, "of type " + to_string(*type) + " is missing")
        );
    }
    auto coerced = value == nullptr ? coerce_literal(*definition.default_value, *type, nullptr)
                                    : coerce_value(*value, *type);
    if (!coerced) return std::unexpected(variable_error(definition, describe(coerced.error())));
    return *std::move(coerced);
}

GraphQlError argument_error(const std::string& message, Location location) {
    return {.kind = ErrorKind::execution, .message = message, .locations = {location}};
}

}  // namespace

Checked<Object> coerce_variables(
    const Schema& schema, const ast::OperationDefinition& operation, const Object& given
) {
    Object coerced;
    std::vector<GraphQlError> errors;
    for (const ast::VariableDefinition& definition : operation.variables) {
        auto value = value_of(schema, definition, given);
        if (!value) {
            errors.push_back(std::move(value).error());
        } else if (*value) {
            coerced.append(definition.name.text, **std::move(value));
        }
    }
    if (!errors.empty()) return std::unexpected(std::move(errors));
    return coerced;
}

std::expected<Object, GraphQlError> coerce_arguments(
    const std::vector<InputValue>& definitions,
    const std::vector<ast::Argument>& arguments,
    Location location,
    const Object& variables
) {
    Object coerced;
    coerced.reserve(definitions.size());
    for (const InputValue& definition : definitions) {
        const ast::Argument* argument = find_argument(arguments, definition.name);
        if (argument == nullptr || is_absent(argument->value, &variables)) {
            if (!put_default(definition, coerced))
                return std::unexpected(argument_error(
                    "argument " + missing(definition),
                    argument == nullptr ? location : argument->value.location
                ));
            continue;
        }
        auto value = coerce_literal(argument->value, definition.type, &variables);
        if (!value)
            return std::unexpected(argument_error(
                "argument " + quoted(definition.name) + " " + describe(value.error()),
                argument->value.location
            ));
        coerced.append(definition.name, *std::move(value));
    }
    return coerced;
}

std::expected<Value, Misfit> coerce_literal(
    const ast::Value& literal, const Type& type, const Object* variables
) {
    if (literal.kind == ast::ValueKind::variable) return coerce_variable(literal, type, variables);
    if (literal.kind == ast::ValueKind::null) {
        if (!type.is_non_null()) return Value();
        return misfit("expected " + to_string(type) + ", found null", literal.location);
    }
    if (type.is_list()) return coerce_literal_list(literal, type, variables);
    const NamedType& named = type.named();
    if (named.kind == TypeKind::input_object)
        return coerce_literal_object(literal, named, variables);
    auto value = parse_leaf(literal, named, variables);
    if (!value) return misfit(std::move(value).error().message, literal.location);
    return *std::move(value);
}

std::expected<Value, Misfit> coerce_value(const Value& value, const Type& type) {
    if (value.is_null()) {
        if (!type.is_non_null()) return Value();
        return misfit("expected " + to_string(type) + ", found null");
    }
    if (type.is_list()) return coerce_value_list(value, type);
    if (type.named().kind == TypeKind::input_object)
        return coerce_value_object(value, type.named());
    auto coerced = parse_leaf(value, type.named());
    if (!coerced) return misfit(std::move(coerced).error().message);
    return *std::move(coerced);
}

}  // namespace lectern::graphql
