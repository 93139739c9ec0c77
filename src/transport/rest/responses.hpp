#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::rest {

http::Response json_response(const boost::json::value& body, unsigned status = 200);

/// 204.
http::Response empty_response();

/// `application/problem+json`, with `Retry-After` when the error says when.
http::Response problem_response(const Error& error, const RequestContext& context, unsigned status);
/// With the code's own status.
http::Response problem_response(const Error& error, const RequestContext& context);

/// Where something was made; ids are percent-encoded: `location("/v1/jobs", {job.id.value})`.
http::Header location(std::string_view collection, std::string_view id);

}  // namespace lectern::transport::rest
