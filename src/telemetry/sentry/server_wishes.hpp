#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "core/clock.hpp"

namespace lectern::telemetry::sentry {

/// For how long a server wants no more error events, as its answer says in `X-Sentry-Rate-Limits`
/// (https://develop.sentry.dev/sdk/expected-features/rate-limiting/), or in `Retry-After` (RFC
/// 9110, 10.2.3: seconds or a date), or by status 429 alone: then for a minute. Never longer than a
/// day. 0: it may be sent at once.
std::chrono::milliseconds wanted_pause(
    unsigned status, std::string_view rate_limits, std::string_view retry_after, Timestamp now
);

/// Of `X-Sentry-Rate-Limits` alone: the longest limit that holds for category `error` or for all;
/// nothing when there is none.
std::optional<std::chrono::milliseconds> error_limit(std::string_view rate_limits);

}  // namespace lectern::telemetry::sentry
