#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace lectern {

/// A sleep that a request to stop ends. Thread-safe.
class Pause final {
  public:
    /// True when a stop was requested.
    bool wait(const std::stop_token& stop, std::chrono::milliseconds duration) {
        std::unique_lock lock(mutex_);
        stopped_.wait_for(lock, stop, duration, [] { return false; });
        return stop.stop_requested();
    }

  private:
    std::mutex mutex_;  // guards nothing: waiting needs one
    std::condition_variable_any stopped_;
};

}  // namespace lectern
