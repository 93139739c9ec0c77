#include "app/option_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "core/quantity.hpp"

namespace lectern::app {
namespace {

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
    const auto number = parse_whole_number(text);
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
    const auto duration = lectern::parse_duration(text);
    if (!duration) return should_be("a duration like 250ms, 30s, 5m or 2h");
    out = *duration;
    return {};
}

Result<void> parse_bytes(std::string_view text, std::uint64_t& out) {
    constexpr std::array<Unit, 4> units{
        {{"", 1}, {"KiB", 1U << 10}, {"MiB", 1U << 20}, {"GiB", 1U << 30}}
    };
    const auto bytes = parse_quantity(text, units);
    if (!bytes) return should_be("a size like 512, 64KiB, 32MiB or 1GiB");
    out = *bytes;
    return {};
}

}  // namespace lectern::app
