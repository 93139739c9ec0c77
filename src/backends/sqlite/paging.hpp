#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "domain/cursor.hpp"
#include "domain/page.hpp"

namespace lectern::backends::sqlite {

/// Where a part of a list starts: what the cursor says, or `start` without one. Checks the whole
/// request.
inline Result<domain::CursorPosition> start_of(
    const domain::PageRequest& page, std::string_view list, domain::CursorPosition start
) {
    auto good = domain::validate(page);
    if (!good) return fail(good);
    if (page.cursor.empty()) return start;
    return domain::decode_cursor(
        list, page.cursor, {.numbers = start.numbers.size(), .texts = start.texts.size()}
    );
}

/// How many rows to ask for: one more than wanted tells whether another part follows.
inline std::int64_t rows_for(const domain::PageRequest& page) {
    return std::int64_t{page.limit} + 1;
}

/// The page made of up to `rows_for` rows. `position` says where an item stands.
template <class T, class Position>
domain::Page<T> make_page(
    std::vector<T> rows, const domain::PageRequest& page, std::string_view list, Position position
) {
    domain::Page<T> result{.items = std::move(rows)};
    if (result.items.size() > page.limit) {
        result.items.pop_back();
        result.next_cursor = domain::encode_cursor(list, position(result.items.back()));
    }
    return result;
}

}  // namespace lectern::backends::sqlite
