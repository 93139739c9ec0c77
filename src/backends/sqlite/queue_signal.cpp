#include "backends/sqlite/queue_signal.hpp"

namespace lectern::backends::sqlite {

QueueSignal::Moment QueueSignal::now() const {
    const std::scoped_lock lock(mutex_);
    return moment_;
}

void QueueSignal::work_added() {
    {
        const std::scoped_lock lock(mutex_);
        ++moment_.additions;
    }
    changed_.notify_all();
}

void QueueSignal::end_waiting() {
    {
        const std::scoped_lock lock(mutex_);
        ++moment_.ends;
    }
    changed_.notify_all();
}

void QueueSignal::wait(
    Moment moment, std::chrono::steady_clock::time_point until, const std::stop_token& stop
) {
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, stop, until, [&] {
        return moment_.additions != moment.additions || moment_.ends != moment.ends;
    });
}

}  // namespace lectern::backends::sqlite
