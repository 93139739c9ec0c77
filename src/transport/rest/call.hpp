#pragma once

#include <functional>
#include <optional>
#include <string>

#include <boost/json/value.hpp>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/timings.hpp"
#include "transport/http/message.hpp"
#include "transport/rest/operation.hpp"
#include "transport/rest/parameters.hpp"

namespace lectern::transport::rest {

/// One request on its way through a handler: routed, checked against the contract and decoded as
/// far as that goes.
struct Call {
    http::Request& request;
    RequestContext context;  ///< With the request's span as trace parent.
    Parameters parameters{};
    const RequestBody* form = nullptr;  ///< In which the body came; null without one.
    boost::json::value body{};          ///< When `form` is JSON: an object that fits the schema.
    Timings timings{};                  ///< Stages to name in `Server-Timing`.
    /// What it is about, for the audit trail: at first the path's parameters.
    std::string target{};
    std::optional<ErrorCode> outcome{};  ///< Why it was refused; nothing when it was not.

    const boost::json::object& json() const { return body.as_object(); }
};

/// Decodes the rest, calls a service, encodes its answer. An `Error` becomes a problem with the
/// code's status.
using OperationHandler = std::function<Result<http::Response>(Call&)>;

}  // namespace lectern::transport::rest
