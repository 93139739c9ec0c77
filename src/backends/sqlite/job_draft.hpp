#pragma once

#include <cstdint>
#include <memory>

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/queue_signal.hpp"
#include "core/clock.hpp"
#include "ports/job_store.hpp"

namespace lectern::backends::sqlite {

/// A job on disk that nobody sees yet: each `add` writes its items, `commit` changes the job's row.
class SqliteJobDraft final : public ports::JobDraft {
  public:
    /// As `JobStore::begin`.
    static Result<std::unique_ptr<ports::JobDraft>> begin(
        Database& database, QueueSignal& signal, const Clock& clock, ports::NewJob job
    );

    /// For `begin`.
    struct Place {
        std::int64_t job = 0;
        std::int64_t space = 0;
    };
    SqliteJobDraft(
        Database& database, QueueSignal& signal, const Clock& clock, ports::NewJob job, Place place
    );
    ~SqliteJobDraft() override;
    SqliteJobDraft(const SqliteJobDraft&) = delete;
    SqliteJobDraft& operator=(const SqliteJobDraft&) = delete;

    Result<void> add(std::vector<ports::NewItem> items) override;
    Result<ports::AcceptedJob> commit(std::string request_digest) override;

  private:
    Result<ports::AcceptedJob> commit_by(Connection& connection);

    Database& database_;
    QueueSignal& signal_;
    const Clock& clock_;
    ports::NewJob job_;
    const Place place_;
    std::uint32_t count_ = 0;
    bool is_visible_ = false;  // No more to be discarded.
    bool is_closed_ = false;
};

/// Removes a draft, some items at a time so that others may write in between.
Result<void> discard_whole_draft(Database& database, std::int64_t job);

}  // namespace lectern::backends::sqlite
