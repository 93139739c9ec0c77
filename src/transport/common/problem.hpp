#pragma once

#include <string>

#include "core/request_context.hpp"
#include "core/result.hpp"

namespace lectern::transport {

/// The body of an `application/problem+json` answer (RFC 9457): type, title, status, detail, code,
/// request_id, trace_id, and `errors` with one `{pointer, detail}` a violation. `status` overrides
/// that of the code (e.g. 405, 413).
std::string problem_json(const Error& error, const RequestContext& context, unsigned status);

}  // namespace lectern::transport
