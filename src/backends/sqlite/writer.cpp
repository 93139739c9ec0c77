#include "backends/sqlite/writer.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

namespace lectern::backends::sqlite {
namespace {

void fail_all(std::span<const std::reference_wrapper<Result<void>>> outcomes, const Error& error) {
    for (Result<void>& outcome : outcomes) {
        if (outcome) outcome = fail(error);
    }
}

}  // namespace

Writer::Writer(Connection connection, Options options)
    : connection_(std::move(connection)),
      committed_rows_(connection_.total_changed_rows()),
      options_(options),
      thread_([this] { loop(); }) {}

Writer::~Writer() {
    {
        const std::scoped_lock lock(mutex_);
        closed_ = true;
    }
    wake_.notify_all();
}

Result<void> Writer::run(Work work, Durability durability) {
    return submit({.work = std::move(work), .durability = durability});
}

Result<void> Writer::run_alone(Work work) {
    return submit({.work = std::move(work), .alone = true});
}

std::size_t Writer::queued() const {
    const std::scoped_lock lock(mutex_);
    return queue_.size();
}

Result<void> Writer::submit(Task task) {
    auto done = task.done.get_future();
    {
        const std::scoped_lock lock(mutex_);
        if (queue_.size() >= options_.queue_capacity) {
            return fail(Error{
                .code = ErrorCode::resource_exhausted,
                .message = "too many writes are waiting",
                .retry_after = std::chrono::milliseconds{100},
            });
        }
        queue_.push_back(std::move(task));
    }
    wake_.notify_one();
    return done.get();
}

void Writer::loop() {
    while (true) {
        Group group = next_group();
        if (group.empty()) return;
        if (group.front().alone) {
            ++works_;
            group.front().outcome = group.front().work(connection_);
        } else {
            run_group(group);
        }
        for (Task& task : group) task.done.set_value(std::move(task.outcome));
    }
}

Writer::Group Writer::next_group() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return closed_ || !queue_.empty(); });
    Group group;
    while (!queue_.empty() && group.size() < options_.group_size) {
        if (queue_.front().alone && !group.empty()) break;
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
        if (group.front().alone) break;
    }
    return group;
}

// When the disk fails SQLite may end the transaction by itself; then everything done in it so far
// is undone, and what comes after gets a transaction of its own.
void Writer::run_group(Group& group) {
    std::vector<std::reference_wrapper<Result<void>>> open;
    if (auto set = set_durability(group); !set) {
        for (Task& task : group) task.outcome = fail(Error(set.error()));
        return;
    }
    for (Task& task : group) {
        if (!connection_.in_transaction()) {
            if (auto begun = connection_.run("BEGIN IMMEDIATE"); !begun) {
                task.outcome = fail(begun);
                continue;
            }
        }
        open.emplace_back(task.outcome);
        run_task(task);
        if (!connection_.in_transaction()) {
            fail_all(
                open,
                task.outcome ? Error{.message = "a write left its transaction"}
                             : task.outcome.error()
            );
            open.clear();
        }
    }
    if (open.empty()) return;
    if (auto committed = commit(); !committed) fail_all(open, committed.error());
}

// In WAL mode a commit is seen by all with either setting; FULL also waits for the disk, for
// everything written before as well (https://www.sqlite.org/pragma.html#pragma_synchronous). The
// pragma acts when it is compiled, so that a kept statement would do nothing.
Result<void> Writer::set_durability(const Group& group) {
    const bool synced = std::ranges::any_of(group, [](const Task& task) {
        return task.durability == Durability::synced;
    });
    const Durability wanted = synced ? Durability::synced : Durability::relaxed;
    if (wanted == durability_) return {};
    auto set =
        connection_.script(synced ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    if (set) durability_ = wanted;
    return set;
}

// Within a savepoint, so that a failure undoes this work alone.
void Writer::run_task(Task& task) {
    ++works_;
    if (auto saved = connection_.run("SAVEPOINT work"); !saved) {
        task.outcome = fail(saved);
        return;
    }
    task.outcome = task.work(connection_);
    if (!connection_.in_transaction()) return;
    if (!task.outcome && !connection_.run("ROLLBACK TO work")) {
        // Its writes must not be committed: better none of the group's than those.
        static_cast<void>(connection_.run("ROLLBACK"));
        return;
    }
    if (auto released = connection_.run("RELEASE work"); !released) task.outcome = fail(released);
}

Result<void> Writer::commit() {
    const std::int64_t before = committed_rows_;
    auto committed = connection_.run("COMMIT");
    if (!committed) {
        if (connection_.in_transaction()) {
            if (auto undone = connection_.run("ROLLBACK"); !undone) return fail(undone);
        }
        return fail(committed);
    }
    committed_rows_ = connection_.total_changed_rows();
    if (committed_rows_ == before) return {};
    ++commits_;
    if (durability_ == Durability::synced) ++syncs_;
    return {};
}

}  // namespace lectern::backends::sqlite
