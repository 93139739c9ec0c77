#pragma once

#include <string_view>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "transport/http/exchange.hpp"
#include "transport/http/site.hpp"

namespace lectern::transport::http {

/// An `application/problem+json` answer, with `Retry-After` where the error says when.
Response problem(const Error& error, const RequestContext& context, unsigned status);

/// Calls the handler and makes what it gives ready to be sent. What it throws, and what cannot be
/// sent, becomes a reported 500. On the request pool.
void respond(const Site& site, Exchange& exchange);

/// For the error reporter and the log: something threw where nothing should.
void report_exception(
    const Site& site, const RequestContext& context, std::string_view where
) noexcept;

}  // namespace lectern::transport::http
