#include "core/hex.hpp"

namespace lectern {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

}  // namespace

std::string to_hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 0xf];
    }
    return text;
}

bool from_hex(std::string_view digits, std::span<std::uint8_t> out) {
    if (digits.size() != out.size() * 2) return false;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto high = hex_digits.find(digits[2 * i]);
        const auto low = hex_digits.find(digits[2 * i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return false;
        out[i] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return true;
}

}  // namespace lectern
