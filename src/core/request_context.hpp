#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/ids.hpp"
#include "core/request_progress.hpp"
#include "core/result.hpp"
#include "core/scopes.hpp"

namespace lectern {

/// W3C trace context (https://www.w3.org/TR/trace-context/). All-zero ids mean "no trace".
struct TraceContext {
    std::array<std::uint8_t, 16> trace_id{};
    std::array<std::uint8_t, 8> span_id{};
    bool sampled = false;
    std::string state{};

    bool is_valid() const;
    std::string trace_id_hex() const;
    std::string span_id_hex() const;
    /// The trace id for an exemplar: empty unless somebody keeps the trace.
    std::string exemplar_id() const;
    /// The `traceparent` header's value, version 00.
    std::string traceparent() const;
    bool operator==(const TraceContext&) const = default;
};

/// Reads a `traceparent` value; nothing when it is malformed (the header must then be ignored).
std::optional<TraceContext> parse_traceparent(std::string_view value);

/// Who asks. Without authentication it is tenant `default` with every scope.
struct Principal {
    TenantId tenant{"default"};
    std::string subject = "anonymous";  ///< The key's name, or the token's `sub`.
    KeyId key{};                        ///< Of the API key; empty for others.
    Scopes scopes = Scopes::all();
};

/// What travels with one request or job through every layer: always first, always by const
/// reference.
struct RequestContext {
    std::string request_id{};
    std::string correlation_id{};
    TraceContext trace{};
    std::string baggage{};  ///< W3C baggage as it came, well-formed and bounded; passed on.
    Principal principal{};
    std::optional<std::chrono::steady_clock::time_point> deadline{};
    std::stop_token stop{};
    /// Null when nobody watches. Shared by all copies, and by who watches the request.
    std::shared_ptr<RequestProgress> progress{};

    /// Fails with `cancelled` or `deadline_exceeded` when going on is pointless.
    Result<void> check() const;

    /// Time left before the deadline, never negative, at most `otherwise` (which also stands in for
    /// no deadline).
    std::chrono::milliseconds remaining(std::chrono::milliseconds otherwise) const;
};

}  // namespace lectern
