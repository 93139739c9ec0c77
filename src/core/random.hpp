#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace lectern {

/// Fills `out` with bytes from the operating system's generator. Thread-safe.
void fill_random(std::span<std::uint8_t> out);

/// `<prefix>_` and a UUID of version 7 (RFC 9562) without hyphens: unique, and ordered by `now`
/// and, within a millisecond and a process, by call (up to 4,096 of them). Thread-safe.
std::string make_ordered_id(std::string_view prefix, Timestamp now);

}  // namespace lectern
