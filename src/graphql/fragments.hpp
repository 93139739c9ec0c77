#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "graphql/ast.hpp"

namespace lectern::graphql {

/// The fragments of a document by name; of several with one name the first. Valid as long as the
/// document.
using Fragments = std::map<std::string, const ast::FragmentDefinition*, std::less<>>;

Fragments fragments_of(const ast::Document& document);

}  // namespace lectern::graphql
