#include "backends/sqlite/reader_pool.hpp"

#include <algorithm>
#include <utility>

namespace lectern::backends::sqlite {

ReaderPool::ReaderPool(Open open, std::size_t size)
    : open_(std::move(open)), unopened_(std::max<std::size_t>(size, 1)) {}

Result<void> ReaderPool::run(std::move_only_function<Result<void>(Connection&)> read) {
    auto connection = take();
    if (!connection) return fail(connection);
    auto outcome = (*connection)->run("BEGIN");
    if (outcome) outcome = read(**connection);
    if ((*connection)->in_transaction()) {
        auto ended = (*connection)->run("COMMIT");
        if (outcome && !ended) outcome = std::move(ended);
    }
    put_back(std::move(*connection));
    return outcome;
}

// The one used last comes first: its cache is warm, and connections that nobody needs are never
// opened.
Result<std::unique_ptr<Connection>> ReaderPool::take() {
    {
        std::unique_lock lock(mutex_);
        returned_.wait(lock, [this] { return !idle_.empty() || unopened_ > 0; });
        if (!idle_.empty()) {
            auto connection = std::move(idle_.back());
            idle_.pop_back();
            return connection;
        }
        --unopened_;
    }
    auto opened = open_();
    if (opened) return std::make_unique<Connection>(std::move(*opened));
    {
        const std::scoped_lock lock(mutex_);
        ++unopened_;
    }
    returned_.notify_one();
    return fail(opened);
}

void ReaderPool::put_back(std::unique_ptr<Connection> connection) {
    {
        const std::scoped_lock lock(mutex_);
        idle_.push_back(std::move(connection));
    }
    returned_.notify_one();
}

}  // namespace lectern::backends::sqlite
