#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/result.hpp"

namespace lectern::domain {

/// Asks for a part of a list.
struct PageRequest {
    std::uint32_t limit = 50;  ///< 1 to 1000.
    std::string cursor{};      ///< `Page::next_cursor` of the part before; empty: from the start.
};

/// Fails with `invalid_argument` when the limit is out of range; stores check it.
Result<void> validate(const PageRequest& page);

/// A part of a list. Cursors are opaque, stay good while the list changes, and skip or repeat
/// nothing that was there all along.
template <class T>
struct Page {
    std::vector<T> items{};
    std::string next_cursor{};  ///< Empty: this was the last part.
};

}  // namespace lectern::domain
