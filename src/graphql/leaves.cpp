#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <optional>
#include <utility>

#include "graphql/printer.hpp"
#include "graphql/quote.hpp"
#include "graphql/variables.hpp"

namespace lectern::graphql {
namespace {

enum class LeafKind { int_type, float_type, string_type, boolean_type, id_type, enum_type, custom };

LeafKind kind_of(const NamedType& leaf) {
    if (leaf.kind == TypeKind::enum_type) return LeafKind::enum_type;
    if (!leaf.is_built_in) return LeafKind::custom;
    if (leaf.name == "Int") return LeafKind::int_type;
    if (leaf.name == "Float") return LeafKind::float_type;
    if (leaf.name == "String") return LeafKind::string_type;
    if (leaf.name == "Boolean") return LeafKind::boolean_type;
    return LeafKind::id_type;
}

std::unexpected<Error> expected(const NamedType& leaf, const std::string& found) {
    return fail(ErrorCode::invalid_argument, "expected " + leaf.name + ", found " + found);
}

// The whole number that a number is, if it is one: JSON does not tell 1 from 1.0.
std::optional<std::int64_t> whole(const Value& value) {
    if (const auto* integer = value.as_int()) return *integer;
    const auto* real = value.as_double();
    constexpr double exact = 9007199254740992.0;  // 2^53
    if (real == nullptr || std::trunc(*real) != *real || std::abs(*real) > exact)
        return std::nullopt;
    return static_cast<std::int64_t>(*real);
}

bool is_32_bit(std::int64_t value) { return std::in_range<std::int32_t>(value); }

std::optional<std::int64_t> integer_of(const std::string& digits) {
    std::int64_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

// Nothing for what is beyond the range of a double.
std::optional<double> real_of(const std::string& digits) {
    double value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (stop != end) return std::nullopt;
    if (error == std::errc::result_out_of_range) {
        // Too near to zero is zero, too far from it is no number.
        const double rounded = std::strtod(digits.c_str(), nullptr);
        return std::isfinite(rounded) ? std::optional(rounded) : std::nullopt;
    }
    return value;
}

Value number_of(const ast::Value& literal) {
    if (literal.kind == ast::ValueKind::integer)
        if (const auto integer = integer_of(literal.text)) return {*integer};
    const auto real = real_of(literal.text);
    return real ? Value(*real) : Value();
}

Result<Value> parse_int(const Value& value, const NamedType& leaf) {
    const auto integer = whole(value);
    if (!integer) return expected(leaf, to_string(value));
    if (!is_32_bit(*integer))
        return fail(ErrorCode::invalid_argument, to_string(value) + " is beyond the range of Int");
    return Value(*integer);
}

Result<Value> parse_float(const Value& value, const NamedType& leaf) {
    if (const auto* integer = value.as_int()) return Value(static_cast<double>(*integer));
    const auto* real = value.as_double();
    if (real == nullptr || !std::isfinite(*real)) return expected(leaf, to_string(value));
    return value;
}

Result<Value> parse_id(const Value& value, const NamedType& leaf) {
    if (value.as_string() != nullptr) return value;
    if (const auto integer = whole(value)) return Value(std::to_string(*integer));
    return expected(leaf, to_string(value));
}

Result<Value> parse_enum(const std::string& name, const NamedType& leaf) {
    if (leaf.enum_value(name) == nullptr)
        return fail(
            ErrorCode::invalid_argument, quoted(name) + " is not a value of enum " + leaf.name
        );
    return Value(name);
}

Result<Value> with(const std::function<Result<Value>(const Value&)>& codec, const Value& value) {
    if (!codec) return value;
    return codec(value);
}

// Whether a literal of that kind can be of that built-in scalar at all; its value says the rest.
bool fits(ast::ValueKind literal, LeafKind leaf) {
    using enum ast::ValueKind;
    switch (leaf) {
        case LeafKind::int_type:
            return literal == integer;
        case LeafKind::float_type:
            return literal == integer || literal == real;
        case LeafKind::string_type:
            return literal == string;
        case LeafKind::boolean_type:
            return literal == boolean;
        case LeafKind::id_type:
            return literal == string || literal == integer;
        case LeafKind::enum_type:
            return literal == enum_value;
        case LeafKind::custom:
            return true;
    }
    std::unreachable();
}

}  // namespace

Result<Value> parse_leaf(
    const ast::Value& literal, const NamedType& leaf, const Object* variables
) {
    const LeafKind kind = kind_of(leaf);
    if (!fits(literal.kind, kind)) return expected(leaf, print(literal));
    // An ID may have more digits than any integer.
    if (kind == LeafKind::id_type) return Value(literal.text);
    Value value = untyped(literal, variables);
    const bool is_number =
        literal.kind == ast::ValueKind::integer || literal.kind == ast::ValueKind::real;
    if (is_number && value.is_null())
        return fail(ErrorCode::invalid_argument, literal.text + " is beyond the range of numbers");
    return parse_leaf(value, leaf);
}

Result<Value> parse_leaf(const Value& value, const NamedType& leaf) {
    switch (kind_of(leaf)) {
        case LeafKind::int_type:
            return parse_int(value, leaf);
        case LeafKind::float_type:
            return parse_float(value, leaf);
        case LeafKind::string_type:
            if (value.as_string() == nullptr) return expected(leaf, to_string(value));
            return value;
        case LeafKind::boolean_type:
            if (value.as_bool() == nullptr) return expected(leaf, to_string(value));
            return value;
        case LeafKind::id_type:
            return parse_id(value, leaf);
        case LeafKind::enum_type:
            if (value.as_string() == nullptr) return expected(leaf, to_string(value));
            return parse_enum(*value.as_string(), leaf);
        case LeafKind::custom:
            return with(leaf.codec.parse, value);
    }
    std::unreachable();
}

Result<Value> serialize_leaf(const Value& value, const NamedType& leaf) {
    if (kind_of(leaf) == LeafKind::custom) return with(leaf.codec.serialize, value);
    return parse_leaf(value, leaf);
}

namespace {

bool is_unset(const ast::Value& literal, const Object* variables) {
    return literal.kind == ast::ValueKind::variable &&
           (variables == nullptr || !variables->contains(literal.text));
}

}  // namespace

Value untyped(const ast::Value& literal, const Object* variables) {
    switch (literal.kind) {
        case ast::ValueKind::variable: {
            const Value* value = variables == nullptr ? nullptr : variables->find(literal.text);
            return value == nullptr ? Value() : *value;
        }
        case ast::ValueKind::integer:
        case ast::ValueKind::real:
            return number_of(literal);
        case ast::ValueKind::string:
        case ast::ValueKind::enum_value:
            return literal.text;
        case ast::ValueKind::boolean:
            return literal.text == "true";
        case ast::ValueKind::null:
            return {};
        case ast::ValueKind::list: {
            List list;
            for (const ast::Value& item : literal.items) list.push_back(untyped(item, variables));
            return list;
        }
        case ast::ValueKind::object: {
            Object object;
            for (const ast::ObjectField& field : literal.fields) {
                if (!is_unset(field.value, variables))
                    object.set(field.name.text, untyped(field.value, variables));
            }
            return object;
        }
    }
    std::unreachable();
}

}  // namespace lectern::graphql
