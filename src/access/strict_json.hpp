#pragma once

#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

namespace lectern::access {

/// A JSON object as RFC 7519 §4 wants it read: nothing when it is no object, not UTF-8, nested
/// deeper than 16, or has a member twice anywhere, of which another reader might take the other
/// one.
std::optional<boost::json::object> read_object(std::string_view text);

/// The member when it is a string; null otherwise.
const boost::json::string* find_string(const boost::json::object& object, std::string_view name);

}  // namespace lectern::access
