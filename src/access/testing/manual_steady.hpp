#pragma once

#include <chrono>
#include <mutex>

#include "access/steady_clock.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::access::testing {

/// Steady time that stands still until a test moves it; outlives its users. Thread-safe.
class ManualSteady final {
  public:
    SteadyClock clock() {
        return [this] { return now(); };
    }
    SteadyTime now() const {
        const std::lock_guard lock(mutex_);
        return now_;
    }
    void advance(std::chrono::nanoseconds by) {
        const std::lock_guard lock(mutex_);
        now_ += by;
    }

  private:
    mutable std::mutex mutex_;
    SteadyTime now_ LECTERN_GUARDED_BY(mutex_){std::chrono::hours{1}};
};

}  // namespace lectern::access::testing
