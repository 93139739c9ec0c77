#pragma once

#include <optional>
#include <ranges>
#include <string_view>

namespace lectern::domain {

/// The value among `values` whose `to_string` is `name`.
template <std::ranges::input_range Values>
std::optional<std::ranges::range_value_t<Values>> find_named(
    const Values& values, std::string_view name
) {
    for (const auto value : values) {
        if (to_string(value) == name) return value;
    }
    return std::nullopt;
}

}  // namespace lectern::domain
