#include <algorithm>
#include <map>
#include <set>

#include "graphql/printer.hpp"
#include "graphql/quote.hpp"
#include "graphql/validation/rules.hpp"
#include "graphql/variables.hpp"

namespace lectern::graphql::validation {

namespace {

constexpr std::size_t max_shown = 80;

/// A literal as a message shows it: not at any length.
std::string shown(const ast::Value& literal) {
    std::string text = print(literal);
    if (text.size() <= max_shown) return text;
    std::size_t end = max_shown;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "...";
}

bool has_variable(const ast::Value& literal) {
    return literal.kind == ast::ValueKind::variable ||
           std::ranges::any_of(literal.items, has_variable) ||
           std::ranges::any_of(literal.fields, [](const ast::ObjectField& field) {
               return has_variable(field.value);
           });
}

/// Of these only its codec knows what a value is.
bool is_custom(const NamedType& type) { return type.kind == TypeKind::scalar && !type.is_built_in; }

/// A custom scalar without a codec takes everything; one with a codec decides on the values of
/// variables within its literals when it gets them.
bool is_left_to_scalar(const ast::Value& literal, const NamedType& type) {
    return is_custom(type) && (!type.codec.parse || has_variable(literal));
}

}  // namespace

void check_leaf(Context& context, const ast::Value& literal, const Type& type) {
    const bool is_null = literal.kind == ast::ValueKind::null;
    if (is_null && !type.is_non_null()) return;
    const NamedType& named = type.named();
    std::string reason;
    if (!is_null && named.is_leaf()) {
        if (is_left_to_scalar(literal, named)) return;
        const auto parsed = parse_leaf(literal, named);
        if (parsed) return;
        if (is_custom(named)) reason = ": " + parsed.error().message;
    }
    context.report(
        Rule::values_of_correct_type,
        shown(literal) + " is no value of type " + quoted(to_string(type)) + reason,
        {literal.location}
    );
}

void check_input_object(Context& context, const ast::Value& object, const NamedType& type) {
    std::set<std::string_view> given;
    for (const ast::ObjectField& field : object.fields) {
        given.insert(field.name.text);
        if (type.input_field(field.name.text) != nullptr) continue;
        context.report(
            Rule::values_of_correct_type,
            "type " + quoted(type.name) + " has no field " + quoted(field.name.text),
            {field.name.location}
        );
    }
    for (const InputValue& field : type.input_fields) {
        if (!field.is_required() || given.contains(field.name)) continue;
        context.report(
            Rule::values_of_correct_type,
            "a value of type " + quoted(type.name) + " needs the field " + quoted(field.name) +
                " of type " + quoted(to_string(field.type)),
            {object.location}
        );
    }
}

void check_input_field_names(Context& context, const ast::Value& object) {
    std::map<std::string_view, Location> first;
    for (const ast::ObjectField& field : object.fields) {
        const auto [entry, is_new] = first.try_emplace(field.name.text, field.name.location);
        if (is_new) continue;
        context.report(
            Rule::unique_input_field_names,
            "field " + quoted(field.name.text) + " is given more than once",
            {entry->second, field.name.location}
        );
    }
}

}  // namespace lectern::graphql::validation
