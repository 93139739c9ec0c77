#include "telemetry/sentry/server_wishes.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>

#include <curl/curl.h>

#include "core/ascii.hpp"

namespace lectern::telemetry::sentry {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr Milliseconds usual_pause{60'000};
constexpr Milliseconds longest_pause{std::chrono::days{1}};

// Servers are known to send fractions too.
std::optional<Milliseconds> read_seconds(std::string_view text) {
    text = trimmed(text);
    double seconds = 0;
    const auto [stop, error] =
        std::from_chars(text.data(), text.data() + text.size(), seconds, std::chars_format::fixed);
    const bool is_read = error == std::errc{} && stop == text.data() + text.size();
    if (!is_read || !std::isfinite(seconds) || seconds < 0) return std::nullopt;
    const double bound = std::chrono::duration<double>(longest_pause).count();
    const auto rounded = std::ceil(std::min(seconds, bound) * 1000);
    return Milliseconds{static_cast<Milliseconds::rep>(rounded)};
}

std::optional<Milliseconds> read_retry_after(std::string_view text, Timestamp now) {
    if (trimmed(text).empty()) return std::nullopt;
    if (const auto seconds = read_seconds(text)) return seconds;
    const std::time_t date = ::curl_getdate(std::string(trimmed(text)).c_str(), nullptr);
    if (date < 0) return std::nullopt;
    const Timestamp until{std::chrono::seconds{date}};
    return std::clamp<Milliseconds>(until - now, Milliseconds{0}, longest_pause);
}

bool holds_for_errors(std::string_view categories) {
    if (trimmed(categories).empty()) return true;
    while (!categories.empty()) {
        if (equals_ignoring_case(trimmed(take_until(categories, ';')), "error")) return true;
    }
    return false;
}

}  // namespace

std::optional<Milliseconds> error_limit(std::string_view rate_limits) {
    // `seconds:categories:scope:reason:namespaces, ...`; what is not understood is passed over.
    std::optional<Milliseconds> longest;
    while (!rate_limits.empty()) {
        std::string_view limit = take_until(rate_limits, ',');
        const auto seconds = read_seconds(take_until(limit, ':'));
        if (!seconds || !holds_for_errors(take_until(limit, ':'))) continue;
        longest = std::max(longest.value_or(Milliseconds{0}), *seconds);
    }
    return longest;
}

Milliseconds wanted_pause(
    unsigned status, std::string_view rate_limits, std::string_view retry_after, Timestamp now
) {
    if (const auto limit = error_limit(rate_limits)) return *limit;
    // Where the server names limits, they alone count; these were of other categories.
    const bool has_limits = !trimmed(rate_limits).empty();
    const bool is_refusal = status == 429 || status == 503;
    if (!is_refusal || has_limits) return Milliseconds{0};
    if (const auto after = read_retry_after(retry_after, now)) return *after;
    return status == 429 ? usual_pause : Milliseconds{0};
}

}  // namespace lectern::telemetry::sentry
