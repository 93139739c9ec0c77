#include "graphql/utf8.hpp"

#include <cstdint>

namespace lectern::graphql {
namespace {

std::uint8_t byte_at(std::string_view text, std::size_t position) {
    return position < text.size() ? static_cast<std::uint8_t>(text[position]) : std::uint8_t{0};
}

bool is_continuation(std::uint8_t byte) { return (byte & 0xC0U) == 0x80U; }

bool between(std::uint8_t byte, std::uint8_t first, std::uint8_t last) {
    return first <= byte && byte <= last;
}

// The second byte is what keeps out overlong forms, surrogates and what is beyond U+10FFFF.
bool is_second_byte(std::uint8_t lead, std::uint8_t byte) {
    if (lead == 0xE0) return between(byte, 0xA0, 0xBF);
    if (lead == 0xED) return between(byte, 0x80, 0x9F);
    if (lead == 0xF0) return between(byte, 0x90, 0xBF);
    if (lead == 0xF4) return between(byte, 0x80, 0x8F);
    return is_continuation(byte);
}

char unit(char32_t bits) { return static_cast<char>(static_cast<std::uint8_t>(bits)); }

}  // namespace

std::size_t utf8_length(std::string_view text) {
    if (text.empty()) return 0;
    const std::uint8_t lead = byte_at(text, 0);
    if (lead < 0x80) return 1;
    if (!between(lead, 0xC2, 0xF4) || !is_second_byte(lead, byte_at(text, 1))) return 0;
    if (lead < 0xE0) return 2;
    if (!is_continuation(byte_at(text, 2))) return 0;
    if (lead < 0xF0) return 3;
    return is_continuation(byte_at(text, 3)) ? 4 : 0;
}

void append_utf8(char32_t scalar, std::string& out) {
    if (scalar < 0x80) {
        out += unit(scalar);
    } else if (scalar < 0x800) {
        out += unit(0xC0U | (scalar >> 6U));
        out += unit(0x80U | (scalar & 0x3FU));
    } else if (scalar < 0x10000) {
        out += unit(0xE0U | (scalar >> 12U));
        out += unit(0x80U | ((scalar >> 6U) & 0x3FU));
        out += unit(0x80U | (scalar & 0x3FU));
    } else {
        out += unit(0xF0U | (scalar >> 18U));
        out += unit(0x80U | ((scalar >> 12U) & 0x3FU));
        out += unit(0x80U | ((scalar >> 6U) & 0x3FU));
        out += unit(0x80U | (scalar & 0x3FU));
    }
}

}  // namespace lectern::graphql
