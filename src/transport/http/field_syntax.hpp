#pragma once

#include <string_view>

namespace lectern::transport::http {

/// Cuts the next member off the front of a comma-separated list, trimmed; may be empty.
std::string_view take_list_member(std::string_view& list);

/// A field name is a token (RFC 9110 §5.6.2).
bool is_token(std::string_view text);

/// No control characters but tabs: such a value cannot end its line early (RFC 9110 §5.5).
bool is_field_value(std::string_view text);

}  // namespace lectern::transport::http
