#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "backends/sqlite/connection.hpp"
#include "core/result.hpp"
#include "core/thread_annotations.hpp"

namespace lectern::backends::sqlite {

/// When a work's effect has to be on the disk.
enum class Durability {
    synced,   ///< When its call returns.
    relaxed,  ///< No later than that of the next synced work. A crash of the process loses nothing
              ///< even before.
};

/// The one thread that writes. What callers hand in while a transaction is made durable goes into
/// the next one, so that they share its write to the disk. Thread-safe; each call returns once its
/// work is durable or undone.
class Writer final {
  public:
    struct Options {
        std::size_t queue_capacity = 1'024;  ///< Works waiting, beyond the transaction under way.
        std::size_t group_size = 256;        ///< Works of one transaction at most.
    };

    /// Runs on the writer's thread and must not wait for another work. When it fails, all it wrote
    /// is undone.
    using Work = std::move_only_function<Result<void>(Connection&)>;

    Writer(Connection connection, Options options);
    /// Runs what is queued, then joins.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Runs `work` within a transaction. Fails like it, with `resource_exhausted` when the queue is
    /// full, and with `unavailable` when the transaction could not be made durable; nothing of it
    /// is then kept.
    Result<void> run(Work work, Durability durability = Durability::synced);

    /// Runs `work` outside of any transaction, for statements that need that.
    Result<void> run_alone(Work work);

    /// Works that wait for the next transaction.
    std::size_t queued() const;
    /// Transactions that wrote something.
    std::uint64_t commits() const { return commits_; }
    /// Those of them that waited for the disk.
    std::uint64_t syncs() const { return syncs_; }
    /// Works that were run.
    std::uint64_t works() const { return works_; }

  private:
    struct Task {
        Work work;
        Durability durability = Durability::synced;
        bool alone = false;
        Result<void> outcome{};
        std::promise<Result<void>> done{};
    };
    using Group = std::vector<Task>;

    Result<void> submit(Task task);
    void loop();
    /// Waits for tasks; empty when there are none and none will come.
    Group next_group();
    void run_group(Group& group);
    Result<void> set_durability(const Group& group);
    void run_task(Task& task);
    Result<void> commit();

    Connection connection_;        // Used by the thread alone.
    std::int64_t committed_rows_;  // Likewise.
    const Options options_;
    Durability durability_ = Durability::synced;  // Likewise; of the present transaction.
    std::atomic<std::uint64_t> commits_ = 0;
    std::atomic<std::uint64_t> syncs_ = 0;
    std::atomic<std::uint64_t> works_ = 0;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<Task> queue_ LECTERN_GUARDED_BY(mutex_);
    bool closed_ LECTERN_GUARDED_BY(mutex_) = false;
    std::jthread thread_;
};

}  // namespace lectern::backends::sqlite
