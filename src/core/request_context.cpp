#include "core/request_context.hpp"

#include <algorithm>
#include <span>

#include "core/hex.hpp"

namespace lectern {
namespace {

bool all_zero(std::span<const std::uint8_t> bytes) {
    return std::ranges::all_of(bytes, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

bool TraceContext::is_valid() const { return !all_zero(trace_id) && !all_zero(span_id); }

std::string TraceContext::trace_id_hex() const { return to_hex(trace_id); }

std::string TraceContext::span_id_hex() const { return to_hex(span_id); }

std::string TraceContext::exemplar_id() const {
    return sampled && is_valid() ? trace_id_hex() : std::string();
}

std::string TraceContext::traceparent() const {
    return "00-" + trace_id_hex() + "-" + span_id_hex() + (sampled ? "-01" : "-00");
}

std::optional<TraceContext> parse_traceparent(std::string_view value) {
    constexpr std::size_t version_00_length = 55;
    if (value.size() < version_00_length) return std::nullopt;
    const bool longer = value.size() > version_00_length;
    if (value[2] != '-' || value[35] != '-' || value[52] != '-' || (longer && value[55] != '-'))
        return std::nullopt;

    TraceContext trace;
    std::array<std::uint8_t, 1> version{};
    std::array<std::uint8_t, 1> flags{};
    if (!from_hex(value.substr(0, 2), version) || !from_hex(value.substr(3, 32), trace.trace_id) ||
        !from_hex(value.substr(36, 16), trace.span_id) || !from_hex(value.substr(53, 2), flags)) {
        return std::nullopt;
    }
    if (version[0] == 0xff || (version[0] == 0 && longer) || !trace.is_valid()) return std::nullopt;
    trace.sampled = (flags[0] & 1) != 0;
    return trace;
}

Result<void> RequestContext::check() const {
    if (stop.stop_requested()) return fail(ErrorCode::cancelled, "the request was cancelled");
    if (deadline && std::chrono::steady_clock::now() >= *deadline) {
        return fail(ErrorCode::deadline_exceeded, "the request ran out of time");
    }
    return {};
}

std::chrono::milliseconds RequestContext::remaining(std::chrono::milliseconds otherwise) const {
    if (!deadline) return otherwise;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        *deadline - std::chrono::steady_clock::now()
    );
    return std::clamp(left, std::chrono::milliseconds{0}, otherwise);
}

}  // namespace lectern
