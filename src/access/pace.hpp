#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "access/gate.hpp"
#include "access/steady_clock.hpp"
#include "core/result.hpp"

namespace lectern::access {

/// How often something may happen: `burst` at once, refilled with `per_second`.
struct RateLimit {
    double per_second = 0;    ///< 0: no limit. At most 1,000,000.
    std::uint64_t burst = 0;  ///< 0: as many as come in one second, at least 1. At most 1,000,000.
};

/// `invalid_argument` when out of range; `name` is what the message calls it.
Result<void> validate(const RateLimit& limit, std::string_view name);

/// A token bucket in the form of the generic cell rate algorithm (ITU-T I.371, annex A): instead of
/// a number of tokens, the time at which the bucket is full again. Whole nanoseconds, so that in
/// any window of length t no more than `burst + rate * t` pass. One thread at a time.
class Pace final {
  public:
    /// `limit` has to be valid.
    explicit Pace(const RateLimit& limit);

    bool is_limited() const { return interval_.count() != 0; }
    /// How long until one may pass; zero: now.
    std::chrono::nanoseconds wait(SteadyTime now) const;
    /// Lets one pass, whether or not it may.
    void take(SteadyTime now);
    /// Nothing without a limit.
    std::optional<Quota> quota(SteadyTime now) const;

  private:
    std::chrono::nanoseconds interval_{};  // between two that pass when the bucket is empty
    std::uint64_t burst_ = 1;
    SteadyTime full_at_{};
};

}  // namespace lectern::access
