#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "core/result.hpp"
#include "transport/rest/schema.hpp"

namespace lectern::transport::rest {

/// Everything wrong with `value`, as JSON pointers (RFC 6901) below `pointer`, in the order in
/// which it is met and at most `limit` of them; empty when it is valid. Thread-safe.
std::vector<FieldViolation> find_violations(
    const Schema& schema,
    const boost::json::value& value,
    const std::string& pointer = {},
    std::size_t limit = 50
);

/// A token of a JSON pointer: `~` and `/` escaped.
std::string pointer_token(std::string_view name);

}  // namespace lectern::transport::rest
