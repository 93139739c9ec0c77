#include "app/option_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace lectern::app {
namespace {

struct Unit {
    std::string_view name;
    std::uint64_t factor;
};

// A whole number in decimal; nothing when there is anything else in `digits`.
std::optional<std::uint64_t> whole_number(std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return value;
}

// A whole number followed by exactly one of the units.
template <std::size_t count>
std::optional<std::uint64_t> with_unit(
    std::string_view text, const std::array<Unit, count>& units
) {
    const auto end_of_digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = whole_number(text.substr(0, end_of_digits));
    const auto unit = std::ranges::find(units, text.substr(end_of_digits), &Unit::name);
    if (!number || unit == units.end()) return std::nullopt;
    if (*number >
        static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / unit->factor) {
        return std::nullopt;
    }
    return *number * unit->factor;
}

std::unexpected<Error> should_be(std::string what) {
    return fail(ErrorCode::invalid_argument, "should be " + std::move(what));
}

}  // namespace

Result<void> parse_string(std::string_view text, std::string& out) {
    out = text;
    return {};
}

Result<void> parse_choice(
    std::string_view text, std::initializer_list<std::string_view> choices, std::string& out
) {
    if (std::ranges::find(choices, text) == choices.end()) {
        std::string names;
        for (const std::string_view choice : choices)
            names += (names.empty() ? "" : ", ") + std::string(choice);
        return should_be("one of " + names);
    }
    out = text;
    return {};
}

Result<void> parse_integer(
    std::string_view text, std::uint64_t low, std::uint64_t high, std::uint64_t& out
) {
    const auto number = whole_number(text);
    if (!number || *number < low || *number > high) {
        return should_be(
            "a whole number from " + std::to_string(low) + " to " + std::to_string(high)
        );
    }
    out = *number;
    return {};
}

Result<void> parse_number(std::string_view text, double low, double high, double& out) {
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    const bool is_whole = error == std::errc{} && end == text.data() + text.size();
    // Not (number < low): what is no number is no good either.
    if (!is_whole || !(number >= low && number <= high))
        return should_be(fmt::format("a number from {} to {}", low, high));
    out = number;
    return {};
}

Result<void> parse_boolean(std::string_view text, bool& out) {
    if (text != "true" && text != "false") return should_be("true or false");
    out = text == "true";
    return {};
}

Result<void> parse_duration(std::string_view text, std::chrono::milliseconds& out) {
    constexpr std::array<Unit, 4> units{{{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};
    const auto milliseconds = with_unit(text, units);
    if (!milliseconds) return should_be("a duration like 250ms, 30s, 5m or 2h");
    out = std::chrono::milliseconds{static_cast<std::int64_t>(*milliseconds)};
    return {};
}

Result<void> parse_bytes(std::string_view text, std::uint64_t& out) {
    constexpr std::array<Unit, 4> units{
        {{"", 1}, {"KiB", 1U << 10}, {"MiB", 1U << 20}, {"GiB", 1U << 30}}
    };
    const auto bytes = with_unit(text, units);
    if (!bytes) return should_be("a size like 512, 64KiB, 32MiB or 1GiB");
    out = *bytes;
    return {};
}

}  // namespace lectern::app
