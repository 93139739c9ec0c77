#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace lectern::transport::rest {

/// Compact JSON. Numbers are the shortest that read back as the same value, and a fraction is never
/// written as a whole number (`1.0`); what JSON has no number for (NaN, infinity) is `null`.
std::string write_json(const boost::json::value& value);

/// A number that is written as short as `single` needs it, not as its exact double.
double widen(float single);

}  // namespace lectern::transport::rest
