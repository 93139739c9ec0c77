#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace lectern::app {

// Each reads the text of one setting. On failure `out` is untouched and the error says what the
// text should be.

Result<void> parse_string(std::string_view text, std::string& out);
Result<void> parse_choice(
    std::string_view text, std::initializer_list<std::string_view> choices, std::string& out
);
/// Decimal, from `low` to `high`.
Result<void> parse_integer(
    std::string_view text, std::uint64_t low, std::uint64_t high, std::uint64_t& out
);
/// Decimal with or without a fraction, from `low` to `high`.
Result<void> parse_number(std::string_view text, double low, double high, double& out);
/// `true` or `false`.
Result<void> parse_boolean(std::string_view text, bool& out);
/// A whole number and `ms`, `s`, `m` or `h`.
Result<void> parse_duration(std::string_view text, std::chrono::milliseconds& out);
/// A whole number, alone or with `KiB`, `MiB` or `GiB`.
Result<void> parse_bytes(std::string_view text, std::uint64_t& out);

}  // namespace lectern::app
