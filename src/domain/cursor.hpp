#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace lectern::domain {

/// Where a part of a list ended: the sort key of its last item. The next part starts after it,
/// whether or not that item is still there.
struct CursorPosition {
    std::vector<std::int64_t> numbers{};
    std::vector<std::string> texts{};

    bool operator==(const CursorPosition&) const = default;
};

/// How many of each a list's positions have.
struct CursorShape {
    std::size_t numbers = 0;
    std::size_t texts = 0;
};

/// The position as clients see it: base64url (RFC 4648, section 5) without padding. `list` names
/// the kind of list, e.g. `jobs`, so that a cursor of one is refused by another.
std::string encode_cursor(std::string_view list, const CursorPosition& position);

/// The reverse. Fails with `invalid_argument` for anything that `encode_cursor` did not write for
/// this list and shape.
Result<CursorPosition> decode_cursor(
    std::string_view list, std::string_view cursor, CursorShape shape
);

}  // namespace lectern::domain
