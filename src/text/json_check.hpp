#pragma once

#include <string_view>

namespace lectern::text {

/// Whether `text` is one JSON value (RFC 8259), nested at most 64 deep. Takes no memory that grows
/// with the text.
bool is_json(std::string_view text);

}  // namespace lectern::text
