#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "transport/rest/schema.hpp"

namespace lectern::transport::rest {

/// Every type of JSON Schema that a value is of: 1 and 1.0 are an `integer` and a `number`.
JsonTypes types_of_value(const boost::json::value& value);

/// For messages: `null or a string`.
std::string names_of(JsonTypes types);

/// For messages: `an object`.
std::string describe_kind(const boost::json::value& value);

/// As JSON Schema has it: 1 equals 1.0, and the order of members does not matter.
bool equal_values(const boost::json::value& left, const boost::json::value& right);

}  // namespace lectern::transport::rest
