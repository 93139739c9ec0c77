#include "core/executor.hpp"

#include <pthread.h>

#include "core/assert.hpp"
#include "core/signal_stack.hpp"

namespace lectern {

Executor::Executor(Options options) : options_(std::move(options)) {
    LECTERN_ASSERT(options_.threads > 0);
    threads_.reserve(options_.threads);
    for (std::size_t i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { run(); });
}

Executor::~Executor() { shut_down(); }

Result<void> Executor::submit(std::move_only_function<void()> task) {
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return fail(ErrorCode::unavailable, "the server is shutting down");
        if (queue_.size() >= options_.queue_capacity) {
            return fail(Error{
                .code = ErrorCode::resource_exhausted,
                .message = "too many requests are waiting",
                .retry_after = std::chrono::seconds{1},
            });
        }
        queue_.push_back(std::move(task));
    }
    wake_.notify_one();
    return {};
}

void Executor::shut_down() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    wake_.notify_all();
    threads_.clear();
}

std::size_t Executor::queued() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

void Executor::run() {
    ::pthread_setname_np(::pthread_self(), options_.name.substr(0, 15).c_str());
    const SignalStack signal_stack;  // a task that needs too much stack can still be reported
    while (true) {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
        if (queue_.empty()) return;
        auto task = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        task();
    }
}

}  // namespace lectern
