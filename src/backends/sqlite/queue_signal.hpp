#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

#include "core/thread_annotations.hpp"

namespace lectern::backends::sqlite {

/// By which those who add work tell those who wait for it. Thread-safe.
class QueueSignal final {
  public:
    /// How often work was added and waiting was ended.
    struct Moment {
        std::uint64_t additions = 0;
        std::uint64_t ends = 0;
    };

    Moment now() const;

    void work_added();
    void end_waiting();

    /// Until work is added or waiting is ended after `moment`, `until`, or a request to stop.
    void wait(
        Moment moment, std::chrono::steady_clock::time_point until, const std::stop_token& stop
    );

  private:
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    Moment moment_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern::backends::sqlite
