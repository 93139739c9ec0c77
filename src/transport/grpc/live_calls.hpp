#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

#include "core/thread_annotations.hpp"

namespace lectern::transport::grpc {

/// Counts the calls that still refer to their server: gRPC may say that it has shut down a moment
/// before the last of them is gone. Thread-safe.
class LiveCalls final {
  public:
    /// Counts one while it lives.
    class Presence final {
      public:
        explicit Presence(LiveCalls& calls) : calls_(calls) { calls_.add(); }
        ~Presence() { calls_.remove(); }
        Presence(const Presence&) = delete;
        Presence& operator=(const Presence&) = delete;

      private:
        LiveCalls& calls_;
    };

    /// Returns when there is none.
    void await_none() {
        std::unique_lock lock(mutex_);
        gone_.wait(lock, [this] { return count_ == 0; });
    }

  private:
    void add() {
        const std::lock_guard lock(mutex_);
        ++count_;
    }
    // Told under the lock, as the one who waits may then destroy this.
    void remove() {
        const std::lock_guard lock(mutex_);
        if (--count_ == 0) gone_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable gone_;
    std::size_t count_ LECTERN_GUARDED_BY(mutex_) = 0;
};

}  // namespace lectern::transport::grpc
