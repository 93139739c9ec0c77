#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace lectern {

/// A to Z become a to z, whatever the locale; every other byte stays.
constexpr char to_ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

inline std::string to_ascii_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = to_ascii_lower(c);
    return lower;
}

/// Without blanks and tabs at both ends.
constexpr std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// Cuts off and returns what stands before the first `separator`, which is dropped; all of it where
/// there is none.
constexpr std::string_view take_until(std::string_view& text, char separator) {
    const auto end = std::min(text.find(separator), text.size());
    const auto taken = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return taken;
}

/// Whether two texts are the same but for the case of ASCII letters.
constexpr bool equals_ignoring_case(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, [](char a, char b) {
        return to_ascii_lower(a) == to_ascii_lower(b);
    });
}

}  // namespace lectern
