#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "telemetry/trace.hpp"

namespace lectern::net {

/// A request to be sent. Trace context, baggage, request and correlation id are the context's.
struct HttpRequest {
    std::string method = "GET";
    std::string url{};
    std::vector<std::pair<std::string, std::string>> headers{};
    std::string body{};
    /// Instead of `body`: gives the next part, nothing at the end. Sent chunked.
    std::function<std::optional<std::string>()> body_parts{};
    /// When set, parts of a successful answer's body go here instead of into `HttpResponse::body`;
    /// false ends the exchange.
    std::function<bool(std::string_view part)> on_body{};
    std::chrono::milliseconds timeout{60'000};  ///< The context's deadline holds too. 0: none.
};

struct HttpResponse {
    unsigned status = 0;
    std::vector<std::pair<std::string, std::string>> headers{};  ///< Names in lower case.
    std::string body{};

    /// The first header of that (lower-case) name, or empty.
    std::string_view header(std::string_view name) const;
};

/// An HTTP client over libcurl that keeps connections open between requests. Thread-safe: each
/// request takes a handle of its own from the pool.
class HttpClient final {
  public:
    struct Options {
        std::size_t max_response_bytes = 64U << 20;
        std::chrono::milliseconds connect_timeout{5'000};
        std::string ca_file{};  ///< PEM; empty: the system's authorities.
    };

    HttpClient();
    /// Each request is a client span of `tracer`.
    explicit HttpClient(Options options, const telemetry::Tracer& tracer = {});
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    /// An answer of any status is a success. Fails with `unavailable` when the peer cannot be
    /// reached or breaks off, with `deadline_exceeded`, with `cancelled` when the context's stop
    /// token asks for it, and with `resource_exhausted` when the answer is too large.
    Result<HttpResponse> send(const RequestContext& context, HttpRequest request);

  private:
    struct Pool;
    std::unique_ptr<Pool> pool_;
};

/// Percent-encodes everything but unreserved characters (RFC 3986), for path segments and query
/// values.
std::string percent_encode(std::string_view text);

}  // namespace lectern::net
