#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace lectern {

/// Lower-case hexadecimal, two digits a byte.
std::string to_hex(std::span<const std::uint8_t> bytes);

/// Fills `out` from exactly `2 * out.size()` lower-case digits; false (and `out` unspecified) for
/// anything else.
bool from_hex(std::string_view digits, std::span<std::uint8_t> out);

}  // namespace lectern
