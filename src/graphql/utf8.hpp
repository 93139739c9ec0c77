#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lectern::graphql {

/// The length in bytes of the well-formed character at the start of `text` (The Unicode Standard,
/// table 3-7); 0 when there is none.
std::size_t utf8_length(std::string_view text);

/// `scalar` must be a Unicode scalar value.
void append_utf8(char32_t scalar, std::string& out);

}  // namespace lectern::graphql
