#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "core/ids.hpp"
#include "domain/cursor.hpp"
#include "domain/page.hpp"

namespace lectern::backends::memory {

/// The smallest id after `id`: everything of `id` stands below it.
template <class Tag>
Id<Tag> after(Id<Tag> id) {
    id.value.push_back('\0');
    return id;
}

/// Gathers one part of a list. `visit` turns an element of [begin, end) into an item, or into
/// nothing to pass it over; `position` says where an item stands. There is a cursor only when
/// another item follows.
template <class T, class Iterator, class Visit, class Position>
domain::Page<T> collect_page(
    Iterator begin,
    Iterator end,
    std::uint32_t limit,
    std::string_view list,
    Visit visit,
    Position position
) {
    domain::Page<T> page;
    for (; begin != end; ++begin) {
        auto item = visit(*begin);
        if (!item) continue;
        if (page.items.size() == limit) {
            page.next_cursor = domain::encode_cursor(list, position(page.items.back()));
            break;
        }
        page.items.push_back(*std::move(item));
    }
    return page;
}

}  // namespace lectern::backends::memory
