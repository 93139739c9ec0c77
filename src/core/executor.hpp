#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/result.hpp"
#include "core/thread_annotations.hpp"

namespace lectern {

/// A fixed set of threads behind a bounded queue. For fan-out inside a service or a back end, and
/// for the request pool; never wait in a task for another task of the same executor. Thread-safe.
class Executor {
  public:
    struct Options {
        std::string name;                 ///< Thread name, cut to 15 characters.
        std::size_t threads = 1;          ///< At least 1.
        std::size_t queue_capacity = 64;  ///< Tasks waiting, beyond those that run.
    };

    explicit Executor(Options options);
    /// Runs what is queued, then joins.
    ~Executor();
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

    /// Hands `task` to a thread. Fails with `resource_exhausted` at once when the queue is full,
    /// and with `unavailable` after `shut_down`. A task must not throw.
    Result<void> submit(std::move_only_function<void()> task);

    /// Refuses new tasks, runs what is queued and joins the threads. Idempotent, but one caller at
    /// a time.
    void shut_down();

    /// Tasks that wait, not those that run.
    std::size_t queued() const;

  private:
    void run();

    const Options options_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::move_only_function<void()>> queue_ LECTERN_GUARDED_BY(mutex_);
    bool closed_ LECTERN_GUARDED_BY(mutex_) = false;
    std::vector<std::jthread> threads_;
};

}  // namespace lectern
