#pragma once

#include <cstddef>
#include <string_view>

#include <boost/json/value.hpp>

#include "core/result.hpp"

namespace lectern::transport {

struct JsonLimits {
    std::size_t max_depth = 64;  ///< Of nested objects and lists.
};

/// Reads one JSON value (RFC 8259). Whole numbers of 64 bits are exact, other numbers correctly
/// rounded; of members with the same name the last counts. `invalid_argument` says what is wrong
/// and where (line and column, from 1): malformed text, invalid UTF-8, too deep, a number beyond
/// double precision, anything after the value.
Result<boost::json::value> read_json(std::string_view text, const JsonLimits& limits = {});

}  // namespace lectern::transport
