#include "core/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace lectern {
namespace {

std::uint8_t byte_at(std::string_view bytes, std::size_t i) {
    return static_cast<std::uint8_t>(bytes[i]);
}

// What a lead byte says: how many bytes follow, and in which range the first of them must lie
// (Unicode 15, table 3-7).
struct Lead {
    std::uint8_t following;
    std::uint8_t lowest;
    std::uint8_t highest;
};

constexpr Lead malformed{0, 1, 0};

Lead describe(std::uint8_t lead) {
    if (lead >= 0xC2 && lead <= 0xDF) return {1, 0x80, 0xBF};
    if (lead == 0xE0) return {2, 0xA0, 0xBF};
    if (lead == 0xED) return {2, 0x80, 0x9F};
    if (lead >= 0xE1 && lead <= 0xEF) return {2, 0x80, 0xBF};
    if (lead == 0xF0) return {3, 0x90, 0xBF};
    if (lead >= 0xF1 && lead <= 0xF3) return {3, 0x80, 0xBF};
    if (lead == 0xF4) return {3, 0x80, 0x8F};
    return malformed;
}

// Advances over ASCII, eight bytes at a time.
std::size_t skip_ascii(std::string_view bytes, std::size_t i) {
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    while (i + 8 <= bytes.size()) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, bytes.data() + i, 8);
        if ((eight & high_bits) != 0) break;
        i += 8;
    }
    while (i < bytes.size() && byte_at(bytes, i) < 0x80) ++i;
    return i;
}

// As next_character, but tells malformed bytes from a real U+FFFD.
bool read_character(std::string_view utf8, std::size_t& i, char32_t& character) {
    const std::uint8_t first = byte_at(utf8, i++);
    character = first;
    if (first < 0x80) return true;
    const Lead lead = describe(first);
    character = replacement_character;
    if (lead.following == 0) return false;

    std::uint32_t value = first & (0x3FU >> lead.following);
    std::uint8_t lowest = lead.lowest;
    std::uint8_t highest = lead.highest;
    for (std::uint8_t left = lead.following; left > 0; --left) {
        if (i == utf8.size() || byte_at(utf8, i) < lowest || byte_at(utf8, i) > highest)
            return false;
        value = value << 6U | (byte_at(utf8, i++) & 0x3FU);
        lowest = 0x80;
        highest = 0xBF;
    }
    character = value;
    return true;
}

}  // namespace

char32_t next_character(std::string_view utf8, std::size_t& i) {
    char32_t character = 0;
    read_character(utf8, i, character);
    return character;
}

void append_utf8(char32_t character, std::string& out) {
    const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
    const std::uint32_t c = surrogate || character > 0x10FFFF ? replacement_character : character;
    const auto push = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (c < 0x80) return push(c);
    if (c < 0x800) {
        push(0xC0U | c >> 6U);
    } else if (c < 0x10000) {
        push(0xE0U | c >> 12U);
        push(0x80U | (c >> 6U & 0x3FU));
    } else {
        push(0xF0U | c >> 18U);
        push(0x80U | (c >> 12U & 0x3FU));
        push(0x80U | (c >> 6U & 0x3FU));
    }
    push(0x80U | (c & 0x3FU));
}

bool is_valid_utf8(std::string_view bytes) {
    for (std::size_t i = skip_ascii(bytes, 0); i < bytes.size(); i = skip_ascii(bytes, i)) {
        char32_t character = 0;
        if (!read_character(bytes, i, character)) return false;
    }
    return true;
}

std::size_t character_length(std::string_view bytes) {
    if (bytes.empty()) return 0;
    std::size_t end = 0;
    char32_t character = 0;
    return read_character(bytes, end, character) ? end : 0;
}

std::optional<std::size_t> count_characters(std::string_view bytes) {
    std::size_t count = 0;
    char32_t character = 0;
    for (std::size_t i = 0; i < bytes.size(); ++count) {
        if (!read_character(bytes, i, character)) return std::nullopt;
    }
    return count;
}

std::string as_utf8(std::string_view bytes) {
    if (is_valid_utf8(bytes)) return std::string(bytes);
    std::string clean;
    clean.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = character_length(bytes);
        if (length == 0)
            append_utf8(replacement_character, clean);
        else
            clean += bytes.substr(0, length);
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return clean;
}

std::size_t character_start(std::string_view utf8, std::size_t i) {
    while (i > 0 && i < utf8.size() && (byte_at(utf8, i) & 0xC0U) == 0x80U) --i;
    return i;
}

}  // namespace lectern
