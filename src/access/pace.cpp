#include "access/pace.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace lectern::access {
namespace {

using std::chrono::nanoseconds;

constexpr double most_per_second = 1'000'000;
constexpr std::uint64_t most_burst = 1'000'000;
// With slower ones the arithmetic in nanoseconds would overflow at the largest burst.
constexpr double least_per_second = 0.001;

std::chrono::seconds round_up(nanoseconds time) {
    return std::chrono::ceil<std::chrono::seconds>(time);
}

}  // namespace

Result<void> validate(const RateLimit& limit, std::string_view name) {
    const bool good_rate = limit.per_second == 0 || (limit.per_second >= least_per_second &&
                                                     limit.per_second <= most_per_second);
    const bool good_burst = limit.burst <= most_burst;
    if (good_rate && good_burst) return {};
    return fail(
        ErrorCode::invalid_argument,
        std::string(name) + ": a rate is 0, or 0.001 to 1000000 a second; a burst at most 1000000"
    );
}

Pace::Pace(const RateLimit& limit) {
    if (limit.per_second == 0) return;
    // Rounded up, so that the rate is never above what was asked for.
    interval_ = nanoseconds(static_cast<std::int64_t>(std::ceil(1e9 / limit.per_second)));
    burst_ = limit.burst != 0 ? limit.burst
                              : static_cast<std::uint64_t>(std::max(1.0, limit.per_second));
}

nanoseconds Pace::wait(SteadyTime now) const {
    if (!is_limited()) return nanoseconds::zero();
    const nanoseconds owed = std::max(full_at_ - now, nanoseconds::zero());
    const nanoseconds allowed = interval_ * static_cast<std::int64_t>(burst_ - 1);
    return std::max(owed - allowed, nanoseconds::zero());
}

void Pace::take(SteadyTime now) {
    if (is_limited()) full_at_ = std::max(full_at_, now) + interval_;
}

std::optional<Quota> Pace::quota(SteadyTime now) const {
    if (!is_limited()) return std::nullopt;
    const nanoseconds owed = std::max(full_at_ - now, nanoseconds::zero());
    const auto burst = static_cast<std::int64_t>(burst_);
    const std::int64_t used = (owed + interval_ - nanoseconds(1)) / interval_;
    return Quota{
        .limit = burst_,
        .remaining = static_cast<std::uint64_t>(std::max<std::int64_t>(burst - used, 0)),
        .reset = round_up(owed),
        .window = round_up(interval_ * burst),
    };
}

}  // namespace lectern::access
