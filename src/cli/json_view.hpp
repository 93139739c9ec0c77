#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace lectern::cli {

// Reads members of a server's answer for display. What is absent or of another kind reads as empty,
// 0 or null: a newer server must not break an older client.

const boost::json::value& member(const boost::json::value& object, std::string_view name);
std::string text(const boost::json::value& object, std::string_view name);
double number(const boost::json::value& object, std::string_view name);
std::uint64_t count(const boost::json::value& object, std::string_view name);
const boost::json::array& list(const boost::json::value& object, std::string_view name);

}  // namespace lectern::cli
