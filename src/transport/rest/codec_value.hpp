#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "domain/value.hpp"

namespace lectern::transport::rest {

/// What decoders found wrong beyond what the contract's schemas can say.
using Violations = std::vector<FieldViolation>;

/// Whole numbers that fit 64 signed bits stay whole; others become double precision.
domain::Value decode_value(const boost::json::value& value);
domain::Object decode_object(const boost::json::object& object);
/// Of a boolean, number or string; anything else is a bug, as the contract rules it out.
domain::Scalar decode_scalar(const boost::json::value& value);

boost::json::value encode(const domain::Value& value);
boost::json::object encode(const domain::Object& object);
boost::json::value encode(const domain::Scalar& scalar);
boost::json::value encode(Timestamp time);

/// Numbers as single precision; those beyond it are violations below `pointer`.
std::vector<float> decode_vector(
    const boost::json::value& value, const std::string& pointer, Violations& violations
);
boost::json::array encode_vector(const std::vector<float>& vector);

/// Members of an object that the contract has checked: the default when absent.
std::string text_or(
    const boost::json::object& object, std::string_view name, std::string_view fallback = {}
);
bool flag_or(const boost::json::object& object, std::string_view name, bool fallback);
double number_or(const boost::json::object& object, std::string_view name, double fallback);
/// Also of a number that is written as `10.0`.
std::uint32_t count_or(
    const boost::json::object& object, std::string_view name, std::uint32_t fallback
);
std::vector<std::string> texts_of(const boost::json::object& object, std::string_view name);

}  // namespace lectern::transport::rest
