#include "core/quantity.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace lectern {

std::optional<std::uint64_t> parse_whole_number(std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

std::optional<std::uint64_t> parse_quantity(std::string_view text, std::span<const Unit> units) {
    const auto end_of_digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = parse_whole_number(text.substr(0, end_of_digits));
    const auto unit = std::ranges::find(units, text.substr(end_of_digits), &Unit::name);
    if (!number || unit == units.end()) return std::nullopt;
    if (*number >
        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / unit->factor) {
        return std::nullopt;
    }
    return *number * unit->factor;
}

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
    constexpr std::array<Unit, 4> units{{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};
    const auto milliseconds = parse_quantity(text, units);
    if (!milliseconds) return std::nullopt;
    return std::chrono::milliseconds{static_cast<std::int64_t>(*milliseconds)};
}

}  // namespace lectern
