#pragma once

#include <map>
#include <string>
#include <string_view>

#include "graphql/ast.hpp"
#include "graphql/error.hpp"
#include "graphql/schema.hpp"

namespace lectern::graphql {

/// Custom scalars by name. A scalar of the SDL that is not in it takes every value as it is.
using ScalarCodecs = std::map<std::string, ScalarCodec, std::less<>>;

/// Builds a schema from a type system document: definitions and extensions, with or without a
/// `schema` definition (then `Query`, `Mutation` and `Subscription` are the roots). Reports all
/// that breaks section 3 of the specification, as `ErrorKind::schema` with locations: names
/// (unique, not starting with `__`), unknown types and directives, input and output positions,
/// interfaces (covariance, transitivity, cycles), empty types, members of unions, defaults that do
/// not fit, circular input objects and directives, where directives stand and with what arguments.
/// A codec for a scalar that the document does not define is an error as well.
[[nodiscard]] Checked<Schema> load_schema(std::string_view sdl, ScalarCodecs codecs = {});
[[nodiscard]] Checked<Schema> load_schema(const ast::Document& document, ScalarCodecs codecs = {});

}  // namespace lectern::graphql
