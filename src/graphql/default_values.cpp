#include "graphql/default_values.hpp"

#include "graphql/quote.hpp"
#include "graphql/variables.hpp"

namespace lectern::graphql {
namespace {

const ast::Value* field_of(const ast::Value& object, std::string_view name) {
    for (const ast::ObjectField& field : object.fields)
        if (field.name.text == name) return &field.value;
    return nullptr;
}

}  // namespace

void DefaultValues::coerce(std::vector<InputValue>& inputs) {
    for (InputValue& input : inputs) coerce(input);
}

void DefaultValues::coerce(InputValue& input) {
    if (!input.default_literal || done_.contains(&input)) return;
    const ast::Value& literal = *input.default_literal;
    if (!under_way_.insert(&input).second) {
        errors_.add(literal.location, "the default of " + quoted(input.name) + " contains itself");
        return;
    }
    if (input.type.named().is_input()) {
        coerce_needed(literal, input.type.named().name);
        auto value = coerce_literal(literal, input.type, nullptr);
        if (value) {
            input.default_value = *std::move(value);
        } else {
            errors_.add(
                value.error().location,
                "the default of " + quoted(input.name) + " is wrong: " + value.error().message
            );
        }
    }
    under_way_.erase(&input);
    done_.insert(&input);
}

void DefaultValues::coerce_needed(const ast::Value& literal, const std::string& type_name) {
    for (const ast::Value& item : literal.items) coerce_needed(item, type_name);
    NamedType& type = *types_.at(type_name);
    if (literal.kind != ast::ValueKind::object || type.kind != TypeKind::input_object) return;
    for (InputValue& field : type.input_fields) {
        if (const ast::Value* given = field_of(literal, field.name)) {
            coerce_needed(*given, field.type.named().name);
        } else {
            coerce(field);
        }
    }
}

}  // namespace lectern::graphql
