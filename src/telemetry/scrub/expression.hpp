#pragma once

#include <memory>
#include <string_view>

#include <re2/re2.h>

#include "core/result.hpp"

namespace lectern::telemetry::scrub {

/// Expressions of an operator, whether allowed or looked for.
inline constexpr std::size_t max_expressions = 64;
inline constexpr std::size_t max_expression_bytes = 512;

/// Compiles an expression (https://github.com/google/re2/wiki/Syntax): linear time whatever the
/// text, and at most 1 MiB of memory. `invalid_argument` when it is too long, does not compile, or
/// matches the empty text.
Result<std::unique_ptr<re2::RE2>> compile_expression(std::string_view expression);

}  // namespace lectern::telemetry::scrub
