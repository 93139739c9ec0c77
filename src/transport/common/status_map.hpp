#pragma once

#include <string>
#include <string_view>

#include "core/result.hpp"

namespace lectern::transport {

/// The HTTP status of an error code.
unsigned http_status(ErrorCode code);

/// Whether it is the server's fault rather than the client's, in every protocol: an HTTP status
/// from 500 on.
bool is_server_fault(ErrorCode code);

/// The gRPC status code of an error code, by number
/// (https://github.com/grpc/grpc/blob/master/doc/statuscodes.md).
int grpc_status(ErrorCode code);

/// The name of a gRPC status code as that page writes it, e.g. `NOT_FOUND`; `UNKNOWN` for a number
/// that is none.
std::string_view grpc_status_name(int status);

/// The stable `type` URI of a problem (RFC 9457): `https://lectern.dev/problems/<code>`.
std::string problem_type(ErrorCode code);

/// The short, constant title of a problem.
std::string problem_title(ErrorCode code);

}  // namespace lectern::transport
