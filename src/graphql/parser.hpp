#pragma once

#include <cstddef>
#include <expected>
#include <string_view>

#include "graphql/ast.hpp"
#include "graphql/error.hpp"

namespace lectern::graphql {

/// Bounds on what is read at all. Each has its own `ErrorKind`.
struct ParseLimits {
    std::size_t max_bytes = 64 * 1024;
    std::size_t max_tokens = 10'000;
    /// Braces, brackets and parentheses open at the same time. It is what
    /// keeps every recursion over a document shallow; a thousand levels are safe on a small stack.
    std::size_t max_depth = 64;

    /// For text that comes with the program: schemas.
    static ParseLimits trusted() {
        return {.max_bytes = 16 * 1024 * 1024, .max_tokens = 4'000'000, .max_depth = 64};
    }
};

/// Reads a document: operations, fragments, type system definitions and extensions in any mix
/// (what may stand together is for validation and the schema loader). The error is the first one,
/// with the location of the token that does not fit.
[[nodiscard]] std::expected<ast::Document, GraphQlError> parse(
    std::string_view text, const ParseLimits& limits = {}
);

/// Reads a single literal such as `{a: [1, $b]}`, for tools and tests.
[[nodiscard]] std::expected<ast::Value, GraphQlError> parse_value(
    std::string_view text, const ParseLimits& limits = {}
);

}  // namespace lectern::graphql
