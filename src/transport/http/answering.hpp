#pragma once

#include <memory>
#include <string_view>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "transport/http/exchange.hpp"
#include "transport/http/site.hpp"

namespace lectern::transport::http {

/// An `application/problem+json` answer, with `Retry-After` where the error says when.
Response problem(const Error& error, const RequestContext& context, unsigned status);

/// Calls the handler and makes what it gives ready to be sent. What it throws, and what cannot be
/// sent, becomes a reported 500. A conversation is open afterwards, `exchange.line` is there then
/// and rings `bell`. On the request pool.
void respond(const Site& site, Exchange& exchange, std::shared_ptr<Doorbell> bell);

/// Calls the exchange's conversation; when it throws, that is reported and closes it with 1011.
void take_turn(const Site& site, Exchange& exchange, WebSocketTurn& turn) noexcept;

/// For the error reporter and the log: something threw where nothing should.
void report_exception(
    const Site& site, const RequestContext& context, std::string_view where
) noexcept;

}  // namespace lectern::transport::http
