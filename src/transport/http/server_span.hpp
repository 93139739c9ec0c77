#pragma once

#include <string_view>

#include "telemetry/stage.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::http {

/// The name of the server span for requests without a route, a bounded set.
std::string_view span_name_without_route(std::string_view method);

/// Sets what is known of an exchange on its server span, by the semantic conventions
/// (https://opentelemetry.io/docs/specs/semconv/http/http-spans/): before the stage ends. An empty
/// `route` is none. The query is left out, as it quotes what users look for.
void describe_exchange(
    telemetry::Stage& stage, const RequestHead& head, std::string_view route, unsigned status
);

/// Adds the `traceresponse` header (https://www.w3.org/TR/trace-context-2/, a draft) where there is
/// a trace.
void tell_trace(Response& response, const TraceContext& trace);

}  // namespace lectern::transport::http
