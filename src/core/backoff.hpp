#pragma once

#include <chrono>
#include <cstdint>

namespace lectern {

/// How long to wait before an attempt is repeated: exponential with full jitter, which spreads
/// those that failed together (Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog,
/// 2015).
struct Backoff {
    std::chrono::milliseconds first{1'000
    };  ///< Longest delay after the first attempt; it doubles with each.
    std::chrono::milliseconds longest{300'000};

    /// Bound of the delay after attempt number `attempt`, from 1.
    std::chrono::milliseconds bound(std::uint32_t attempt) const;

    /// A delay between 0 and `bound(attempt)`, all equally likely, by the random number `random`.
    std::chrono::milliseconds delay(std::uint32_t attempt, std::uint64_t random) const;

    /// The same, by a random number of its own. Thread-safe.
    std::chrono::milliseconds delay(std::uint32_t attempt) const;
};

}  // namespace lectern
