#pragma once

#include <string>
#include <string_view>

namespace lectern::transport {

/// The text with every byte that is not part of well-formed UTF-8 (RFC 3629) as U+FFFD. Messages
/// may quote what a client sent; JSON and protobuf must be UTF-8 whatever that was.
std::string as_utf8(std::string_view text);

}  // namespace lectern::transport
