#pragma once

#include <chrono>
#include <mutex>

#include "core/thread_annotations.hpp"

namespace lectern {

/// Wall-clock time as it is stored and sent: UTC, milliseconds.
using Timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

/// Source of wall-clock time for everything whose behaviour depends on it (leases, backoff,
/// expiry), so that tests can move it. Durations are measured with `std::chrono::steady_clock`
/// directly. Thread-safe.
class Clock {
  public:
    virtual ~Clock() = default;
    virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
  public:
    Timestamp now() const override;
};

/// Stands still until a test moves it. Thread-safe.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(Timestamp start = Timestamp{std::chrono::milliseconds{1'700'000'000'000}})
        : now_(start) {}

    Timestamp now() const override;
    void advance(std::chrono::milliseconds by);

  private:
    mutable std::mutex mutex_;
    Timestamp now_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern
