#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/request_context.hpp"
#include "net/http_client.hpp"
#include "telemetry/trace.hpp"

namespace lectern::net {

/// The span of one outbound request, by the semantic conventions
/// (https://opentelemetry.io/docs/specs/semconv/http/http-spans/). `context` outlives it.
class ClientSpan final {
  public:
    ClientSpan(
        const telemetry::Tracer& tracer, const RequestContext& context, const HttpRequest& request
    );

    /// The trace that goes out with the request.
    const TraceContext& trace() const { return started_.context; }

    /// Once. An answer of 400 or more is a failure of the span.
    void end(const Result<HttpResponse>& answer);

  private:
    telemetry::StartedSpan started_;
    const std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

/// An address without credentials, query and fragment, and what it names.
struct PlainUrl {
    std::string full{};
    std::string host{};
    std::uint16_t port = 0;  ///< 0 when it is not known.
};
PlainUrl plain_url(std::string_view url);

}  // namespace lectern::net
