#pragma once

#include <boost/json.hpp>

#include "graphql/error.hpp"
#include "graphql/value.hpp"

namespace lectern::graphql::oracle {

Value from_json(const boost::json::value& json);
boost::json::value to_json(const Value& value);
boost::json::value to_json(const Path& path);
/// `[[line, column], ...]`.
boost::json::array to_json(const std::vector<Location>& locations);

}  // namespace lectern::graphql::oracle
