#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"

namespace lectern {

/// RFC 3339 in UTC with milliseconds: `2026-11-24T09:30:00.250Z`.
std::string format_timestamp(Timestamp time);

/// Reads what `format_timestamp` writes, also without a fraction or with one of up to 9 digits (cut
/// to milliseconds). Nothing for anything else, an impossible date included.
std::optional<Timestamp> parse_timestamp(std::string_view text);

}  // namespace lectern
