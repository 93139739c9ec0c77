#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "backends/sqlite/connection.hpp"
#include "core/result.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::backends::sqlite {

/// Connections to read with, opened when first needed. Thread-safe.
class ReaderPool final {
  public:
    using Open = std::function<Result<Connection>()>;

    /// `size` is at least 1.
    ReaderPool(Open open, std::size_t size);

    /// Runs `read` on a connection and in one snapshot, after waiting for a connection if all are
    /// in use.
    Result<void> run(std::move_only_function<Result<void>(Connection&)> read);

  private:
    Result<std::unique_ptr<Connection>> take();
    void put_back(std::unique_ptr<Connection> connection);

    const Open open_;
    std::mutex mutex_;
    std::condition_variable returned_;
    std::vector<std::unique_ptr<Connection>> idle_ LECTERN_GUARDED_BY(mutex_);
    std::size_t unopened_ LECTERN_GUARDED_BY(mutex_);
};

}  // namespace lectern::backends::sqlite
