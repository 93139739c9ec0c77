#pragma once

#include <string>
#include <string_view>

namespace lectern::text {

/// The form in which names of entities are compared: NFKC case folded, white space of any kind
/// collapsed to one space and trimmed. Idempotent. Malformed UTF-8 becomes U+FFFD.
std::string normalise_name(std::string_view utf8);

}  // namespace lectern::text
