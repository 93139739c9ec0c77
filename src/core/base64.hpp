#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lectern {

/// Reads base64 (RFC 4648 §4) strictly: padded, without line breaks, unused bits zero; nothing for
/// anything else.
std::optional<std::string> decode_base64(std::string_view text);

/// Base64url without padding (RFC 4648 §5, as RFC 7515 §2 uses it).
std::string encode_base64url(std::string_view bytes);

/// Nothing for anything that `encode_base64url` does not write: padding, other characters, lengths
/// that no bytes have, and bits left over that are not 0. So there is one text for each value.
std::optional<std::string> decode_base64url(std::string_view text);

}  // namespace lectern
