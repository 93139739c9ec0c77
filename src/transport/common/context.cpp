#include "transport/common/context.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#include "core/ascii.hpp"
#include "core/clock.hpp"
#include "core/random.hpp"

namespace lectern::transport {
namespace {

bool is_alphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Ids of clients go into logs, headers and other systems, hence the narrow alphabet.
bool is_acceptable_id(std::string_view id) {
    constexpr std::size_t longest = 128;
    return !id.empty() && id.size() <= longest && std::ranges::all_of(id, [](char c) {
        return is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == ':';
    });
}

bool is_state_key(std::string_view key) {
    constexpr std::size_t longest = 256;
    return !key.empty() && key.size() <= longest && std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               std::string_view("_-*/@").contains(c);
    });
}

bool is_state_value(std::string_view value) {
    constexpr std::size_t longest = 256;
    return !value.empty() && value.size() <= longest &&
           std::ranges::all_of(value, [](char c) { return c >= ' ' && c <= '~' && c != '='; });
}

/// The list syntax of https://www.w3.org/TR/trace-context/#tracestate-header, empty members
/// allowed.
bool is_trace_state(std::string_view state) {
    constexpr std::size_t longest = 512;
    constexpr std::size_t most_members = 32;
    if (state.size() > longest) return false;
    std::size_t members = 0;
    while (!state.empty()) {
        const auto member = trimmed(take_until(state, ','));
        if (member.empty()) continue;
        const auto equals = member.find('=');
        if (equals == std::string_view::npos || ++members > most_members) return false;
        if (!is_state_key(member.substr(0, equals))) return false;
        if (!is_state_value(member.substr(equals + 1))) return false;
    }
    return true;
}

/// The list syntax of https://www.w3.org/TR/baggage/#header-content, of printable ASCII, within the
/// limits that everybody has to grant.
bool is_baggage(std::string_view baggage) {
    constexpr std::size_t longest = 8192;
    constexpr std::size_t most_members = 64;
    if (baggage.size() > longest) return false;
    if (!std::ranges::all_of(baggage, [](char c) { return c >= ' ' && c <= '~'; })) return false;
    std::size_t members = 0;
    while (!baggage.empty()) {
        const auto member = take_until(baggage, ',');
        const auto equals = member.find('=');
        if (equals == std::string_view::npos || ++members > most_members) return false;
        if (trimmed(member.substr(0, equals)).empty()) return false;
    }
    return true;
}

}  // namespace

RequestContext adopt_context(const HeaderLookup& header, std::chrono::milliseconds timeout) {
    RequestContext context;
    const auto request_id = header("x-request-id");
    context.request_id = is_acceptable_id(request_id) ? std::string(request_id)
                                                      : make_ordered_id("req", SystemClock{}.now());
    const auto correlation_id = header("x-correlation-id");
    context.correlation_id =
        is_acceptable_id(correlation_id) ? std::string(correlation_id) : context.request_id;
    if (auto trace = parse_traceparent(header("traceparent"))) {
        context.trace = std::move(*trace);
        const auto state = header("tracestate");
        if (is_trace_state(state)) context.trace.state = std::string(state);
    }
    if (const auto baggage = header("baggage"); is_baggage(baggage)) context.baggage = baggage;
    context.deadline = std::chrono::steady_clock::now() + timeout;
    context.progress = std::make_shared<RequestProgress>();
    return context;
}

}  // namespace lectern::transport
