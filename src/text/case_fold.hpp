#pragma once

#include <string>
#include <string_view>

namespace lectern::text {

/// Appends the NFKC case folding of `utf8` (Unicode's NFKC_Casefold, which also drops ignorable
/// characters). Malformed bytes become U+FFFD.
void append_case_folded(std::string_view utf8, std::string& out);

}  // namespace lectern::text
