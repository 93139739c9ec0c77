#pragma once

#include <string>
#include <string_view>

namespace lectern::graphql {

/// Appends `text` as a string literal: in quotation marks, with `"`, `\` and control characters
/// escaped.
void append_quoted(std::string_view text, std::string& out);

std::string quoted(std::string_view text);

}  // namespace lectern::graphql
