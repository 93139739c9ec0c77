#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lectern::transport {

/// Reads base64 (RFC 4648 §4) strictly: padded, without line breaks, unused bits zero; nothing for
/// anything else.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace lectern::transport
