#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "access/pace.hpp"
#include "core/lru_map.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::access {

/// Bounds how often one address may show credentials that are no good, so that guessing costs no
/// signature checks and no store reads. Of IPv6 addresses the network of 64 bits counts, as one
/// host may use all of it. Good credentials count nothing; but an address that used its failures up
/// is refused whatever it shows, so behind a proxy that hides addresses this has to be off.
/// Thread-safe.
class AttemptLimiter final {
  public:
    struct Options {
        RateLimit failures{.per_second = 1, .burst = 30};
        std::size_t max_addresses = 20'000;
    };

    /// `options.failures` has to be valid.
    explicit AttemptLimiter(Options options) : options_(options) {}

    /// How long until the address may try again; zero: now.
    std::chrono::nanoseconds wait(std::string_view address, SteadyTime now);
    void count_failure(std::string_view address, SteadyTime now);

  private:
    const Options options_;
    std::mutex mutex_;
    LruMap<std::string, Pace> failures_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern::access
