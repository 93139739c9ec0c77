#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace lectern::text {

/// Brings bytes of a text document to UTF-8 in normal form C, with `\n` as the only line end and
/// without a byte order mark or NUL. The encoding is that of the byte order mark; else UTF-8 when
/// the bytes are valid UTF-8; else `declared_charset`; else that of an HTML `<meta>` among the
/// first 1024 bytes when `is_html`; else what ICU's detector takes it for. Bytes that are malformed
/// in that encoding become U+FFFD. Fails with `invalid_argument` when the declared charset is
/// unknown and the bytes are not UTF-8. Thread-safe.
Result<std::string> decode_text(
    std::string_view bytes, std::string_view declared_charset, bool is_html
);

/// Normal form C of valid UTF-8.
std::string normalise_nfc(std::string_view utf8);

}  // namespace lectern::text
