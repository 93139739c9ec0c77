#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lectern::telemetry::scrub {

// Classes of bytes, by a table: every detector asks for them, so they are one load and one test.
// Bytes of 0x80 and above, which are parts of letters in UTF-8, have the class `beyond_ascii`
// alone.

enum CharacterClass : std::uint16_t {
    digit = 1,
    upper = 2,
    lower = 4,
    hexadecimal = 8,
    beyond_ascii = 16,
    underscore = 32,
    blank = 64,        ///< Space, tab, and what ends lines.
    mail_local = 128,  ///< In an e-mail address before the `@`, besides letters and digits.
    token_mark = 256,  ///< In a bearer token (RFC 6750) besides letters and digits.
    value_end = 512,   ///< Ends a bare value: blanks, quotes, `&`, `,`, `;`, brackets.
    name_mark = 1024,  ///< In the name of a setting besides letters and digits.
    base64url_mark = 2048,
    letter = upper | lower,
    alphanumeric = digit | letter,
    word = alphanumeric | underscore | beyond_ascii,
};

constexpr std::array<std::uint16_t, 256> make_character_table() {
    std::array<std::uint16_t, 256> table{};
    const auto add = [&table](std::string_view bytes, std::uint16_t what) {
        for (const char c : bytes) {
            auto& entry = table.at(static_cast<unsigned char>(c));
            entry = static_cast<std::uint16_t>(entry | what);
        }
    };
    add("0123456789", digit);
    add("ABCDEFGHIJKLMNOPQRSTUVWXYZ", upper);
    add("abcdefghijklmnopqrstuvwxyz", lower);
    add("0123456789abcdefABCDEF", hexadecimal);
    add("_", underscore);
    add(" \t\r\n\v\f", blank);
    add("._%+-'", mail_local);
    add("-._~+/=", token_mark);
    add(" \t\r\n\v\f\"'`&,;<>()[]{}|\\", value_end);
    add(std::string_view("\0", 1), value_end);
    add("_-.", name_mark);
    add("-_", base64url_mark);
    for (std::size_t byte = 0x80; byte < table.size(); ++byte) table.at(byte) = beyond_ascii;
    return table;
}

inline constexpr std::array<std::uint16_t, 256> character_table = make_character_table();

constexpr bool is(char c, unsigned classes) {
    return (character_table[static_cast<unsigned char>(c)] & classes) != 0;
}

constexpr char to_lower(char c) { return is(c, upper) ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr char to_upper(char c) { return is(c, lower) ? static_cast<char>(c - ('a' - 'A')) : c; }

}  // namespace lectern::telemetry::scrub
