#pragma once

#include <string_view>

#include "graphql/ast.hpp"

namespace lectern::graphql {

/// The definitions that every schema has: the scalars and directives of the specification
/// (sections 3.5 and 3.13), the types of introspection (section 4.2), and `__Meta`, whose fields
/// are those that other types have without defining them.
const ast::Document& built_in_definitions();

/// The name of the type in it that holds the meta fields.
inline constexpr std::string_view meta_type_name = "__Meta";

}  // namespace lectern::graphql
