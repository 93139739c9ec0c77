#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "graphql/ast.hpp"
#include "graphql/error.hpp"
#include "graphql/schema.hpp"
#include "graphql/value.hpp"

namespace lectern::graphql {

/// Coerces the values that came with a request to the types of the operation's variables
/// (specification, 6.1.2). Variables that were not given and have no default are absent from the
/// result, which differs from null; given ones that the operation lacks are ignored. Reports every
/// variable with a wrong value, as `ErrorKind::variables` at its definition. Numbers with a zero
/// fraction are integers, since JSON does not tell them apart.
[[nodiscard]] Checked<Object> coerce_variables(
    const Schema& schema, const ast::OperationDefinition& operation, const Object& given
);

/// Coerces the arguments of a field or directive (specification, 6.4.1). Absent arguments without a
/// default are absent from the result. The message names the argument; the caller adds the path.
[[nodiscard]] std::expected<Object, GraphQlError> coerce_arguments(
    const std::vector<InputValue>& definitions,
    const std::vector<ast::Argument>& arguments,
    Location location,
    const Object& variables
);

/// Why a value does not fit a type, and where in the value: `[0].name`, empty for the value itself.
struct Misfit {
    std::string where;
    std::string message;
    Location location;  ///< Of the literal; none for a variable's value.
};

/// Coerces a literal. With `variables` null the literal must be constant; otherwise a variable
/// stands for its (already coerced) value, and an absent one in a list for null, in an object for
/// nothing.
[[nodiscard]] std::expected<Value, Misfit> coerce_literal(
    const ast::Value& literal, const Type& type, const Object* variables
);

/// Coerces a variable's value (specification, section 3, "input coercion" of each kind of type).
[[nodiscard]] std::expected<Value, Misfit> coerce_value(const Value& value, const Type& type);

/// The value of a leaf type that a literal means: enum values by name, the rules of each built-in
/// scalar, the codec of others (within which variables are replaced as in `untyped`). For null and
/// variables themselves see `coerce_literal`.
[[nodiscard]] Result<Value> parse_leaf(
    const ast::Value& literal, const NamedType& leaf, const Object* variables = nullptr
);

/// The same for a variable's value that is not null.
[[nodiscard]] Result<Value> parse_leaf(const Value& value, const NamedType& leaf);

/// A literal without a type: variables become their values, absent ones null (within an object they
/// leave no member), enum values strings, integers beyond 64 bits doubles, numbers beyond those
/// null.
Value untyped(const ast::Value& literal, const Object* variables);

/// The result of a resolver as its leaf type is written in responses (specification, section 3,
/// "result coercion"): an Int from a whole double, an ID from an integer.
[[nodiscard]] Result<Value> serialize_leaf(const Value& value, const NamedType& leaf);

}  // namespace lectern::graphql
