#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace lectern::transport {

/// Compact JSON. Numbers are the shortest that read back as the same value, and a fraction is never
/// written as a whole number (`1.0`); what JSON has no number for (NaN, infinity) is `null`.
std::string write_json(const boost::json::value& value);

/// Puts a JSON string after `text`. `string` is UTF-8, which is not checked.
void append_json_string(std::string& text, std::string_view string);

/// Puts a number after `text` as `write_json` would.
void append_json_number(std::string& text, std::int64_t number);
void append_json_number(std::string& text, double number);

/// A number that is written as short as `single` needs it, not as its exact double.
double widen(float single);

}  // namespace lectern::transport
