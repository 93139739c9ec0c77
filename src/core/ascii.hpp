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

/// Whether two texts are the same but for the case of ASCII letters.
constexpr bool equals_ignoring_case(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other, [](char a, char b) {
        return to_ascii_lower(a) == to_ascii_lower(b);
    });
}

}  // namespace lectern
