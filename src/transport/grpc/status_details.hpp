#pragma once

#include <string>

#include "core/request_context.hpp"
#include "core/result.hpp"

namespace lectern::transport::grpc {

/// The bytes of a `google.rpc.Status`
/// (https://github.com/googleapis/googleapis/blob/master/google/rpc/status.proto) for the metadata
/// `grpc-status-details-bin`, with the details of error_details.proto beside it:
/// - `ErrorInfo`: the code in upper case as reason, domain `lectern.dev`, `request_id` and
///   `trace_id` as metadata;
/// - `RequestInfo` with the request id;
/// - `BadRequest` when there are violations; fields are JSON pointers, as in the other protocols;
/// - `RetryInfo` when the error says when.
/// Written by hand, as no package has these messages for C++ and a copy of them would clash with
/// one that a library brings.
std::string encode_status_details(const Error& error, const RequestContext& context);

}  // namespace lectern::transport::grpc
