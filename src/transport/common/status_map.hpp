#pragma once

#include <string>

#include "core/result.hpp"

namespace lectern::transport {

/// The HTTP status of an error code.
unsigned http_status(ErrorCode code);

/// The stable `type` URI of a problem (RFC 9457): `https://lectern.dev/problems/<code>`.
std::string problem_type(ErrorCode code);

/// The short, constant title of a problem.
std::string problem_title(ErrorCode code);

}  // namespace lectern::transport
