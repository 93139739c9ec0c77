#pragma once

#include <string>

#include "graphql/ast.hpp"

namespace lectern::graphql {

/// A literal on one line, as messages cite it: `{a: [1, $b], c: "x"}`.
std::string print(const ast::Value& value);

/// `[Name!]!`.
std::string print(const ast::TypeReference& type);

/// A document that reads back as an equal one; two spaces a level, one definition after an empty
/// line. Comments and the way strings were written are not kept.
std::string print(const ast::Document& document);

}  // namespace lectern::graphql
