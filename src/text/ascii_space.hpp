#pragma once

#include <cstddef>
#include <string_view>

namespace lectern::text {

constexpr bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Moves both ends of a range inwards over ASCII white space.
constexpr void trim_range(std::string_view text, std::size_t& begin, std::size_t& end) {
    while (begin < end && is_ascii_space(text[begin])) ++begin;
    while (begin < end && is_ascii_space(text[end - 1])) --end;
}

constexpr std::string_view trim(std::string_view text) {
    std::size_t begin = 0;
    std::size_t end = text.size();
    trim_range(text, begin, end);
    return text.substr(begin, end - begin);
}

}  // namespace lectern::text
