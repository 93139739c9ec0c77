#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace lectern::transport::rest {

/// The number of Unicode code points, or nothing when `text` is not well-formed UTF-8 (RFC 3629: no
/// surrogates, no overlong forms, nothing above U+10FFFF).
std::optional<std::size_t> count_code_points(std::string_view text);

}  // namespace lectern::transport::rest
