#pragma once

#include <string>
#include <string_view>

namespace lectern::graphql {

/// The content of a block string: its common indentation and its blank first and last lines
/// removed, lines joined by LF (specification, section 2.9.4, `BlockStringValue`). `raw` has its
/// escaped quotation marks resolved already.
std::string block_string_value(std::string_view raw);

}  // namespace lectern::graphql
