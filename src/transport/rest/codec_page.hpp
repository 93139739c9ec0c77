#pragma once

#include <boost/json/value.hpp>

#include "domain/page.hpp"
#include "transport/rest/parameters.hpp"

namespace lectern::transport::rest {

/// Of the parameters `limit` and `cursor`.
inline domain::PageRequest decode_page_request(const Parameters& parameters) {
    return {.limit = parameters.count("limit"), .cursor = parameters.text("cursor")};
}

/// Null at the end of a list.
inline boost::json::value encode_cursor(const std::string& cursor) {
    if (cursor.empty()) return nullptr;
    return boost::json::string(cursor);
}

/// `{"items":[...],"next_cursor":...}`.
template <class T, class Encode>
boost::json::object encode_page(const domain::Page<T>& page, Encode encode_item) {
    boost::json::array items;
    items.reserve(page.items.size());
    for (const T& item : page.items) items.push_back(encode_item(item));
    return {{"items", std::move(items)}, {"next_cursor", encode_cursor(page.next_cursor)}};
}

}  // namespace lectern::transport::rest
