#pragma once

#include "core/result.hpp"
#include "transport/http/message.hpp"
#include "transport/rest/operation.hpp"

namespace lectern::transport::rest {

/// The form in which a request's body comes, by its content type: null when the operation takes
/// none of that kind, or the request has none.
const RequestBody* find_form(const Operation& operation, const http::RequestHead& head);

/// Whether the head announces a body.
bool announces_body(const http::RequestHead& head);

/// Whether the body is in a content coding or a charset that is not taken.
bool is_coded_otherwise(const http::RequestHead& head);

}  // namespace lectern::transport::rest
