#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace lectern {

/// How many of the smallest unit one of this name is.
struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

/// A whole number in decimal; nothing when there is anything else.
std::optional<std::uint64_t> parse_whole_number(std::string_view digits);

/// A whole number followed by exactly one of the units, as so many of the smallest; nothing when it
/// is anything else, or more than the largest signed number.
std::optional<std::uint64_t> parse_quantity(std::string_view text, std::span<const Unit> units);

/// A whole number and `ms`, `s`, `m` or `h`; nothing when it is anything else.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace lectern
