#pragma once

#include <functional>
#include <mutex>

#include "core/thread_annotations.hpp"

namespace lectern::transport::http {

/// How other threads tell a session that something happened, also after the session is gone. Rings
/// that were not answered yet count as one. Thread-safe.
class Doorbell final {
  public:
    /// `notify` is called by whoever rings, under a lock: it may only post.
    explicit Doorbell(std::function<void()> notify) : notify_(std::move(notify)) {}

    void ring();
    /// The session has noticed: the next ring notifies again.
    void answer();
    /// From now on ringing does nothing. After it returned, `notify` is neither running nor kept.
    void silence();

  private:
    std::mutex mutex_;
    std::function<void()> notify_ LECTERN_GUARDED_BY(mutex_);
    bool rung_ LECTERN_GUARDED_BY(mutex_) = false;
};

}  // namespace lectern::transport::http
