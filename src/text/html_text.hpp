#pragma once

#include <string>
#include <string_view>

#include "text/text_builder.hpp"

namespace lectern::text {

/// Adds the blocks of a page or a fragment of HTML to `builder`, as `read_html` describes, and
/// gives the text of its `title` element.
std::string append_html(std::string_view utf8, TextBuilder& builder);

}  // namespace lectern::text
