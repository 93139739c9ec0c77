#pragma once

#include <cstddef>
#include <optional>

#include "telemetry/scrub/digit_groups.hpp"

namespace lectern::telemetry::scrub {

/// A telephone number whose first digit is at `anchor`: with `+` as ITU-T E.164 has it, in the
/// national forms of North America, France and the United Kingdom, or in any form beside a word
/// such as `phone`.
std::optional<Match> find_phone(
    const Subject& subject, std::size_t anchor, const DigitGroups& groups
);

}  // namespace lectern::telemetry::scrub
