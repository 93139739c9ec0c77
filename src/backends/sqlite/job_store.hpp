#pragma once

#include "backends/sqlite/database.hpp"
#include "backends/sqlite/queue_signal.hpp"
#include "core/clock.hpp"
#include "ports/job_store.hpp"

namespace lectern::backends::sqlite {

/// Jobs, items and documents as handed in. What it accepts is queued in the same step. It outlives
/// its drafts.
class SqliteJobStore final : public ports::JobStore {
  public:
    SqliteJobStore(Database& database, QueueSignal& signal, const Clock& clock)
        : database_(database), signal_(signal), clock_(clock) {}

    Result<ports::AcceptedJob> accept(
        const RequestContext& context, ports::NewJob job, std::vector<ports::NewItem> items
    ) override;
    Result<std::unique_ptr<ports::JobDraft>> begin(const RequestContext& context, ports::NewJob job)
        override;
    Result<std::vector<std::optional<domain::Job>>> find_many(
        const RequestContext& context, std::span<const JobId> ids
    ) override;
    Result<domain::Page<domain::Job>> list(
        const RequestContext& context,
        const ports::JobFilter& filter,
        const domain::PageRequest& page
    ) override;
    Result<std::vector<std::optional<domain::Page<domain::JobItem>>>> items_many(
        const RequestContext& context,
        std::span<const JobId> ids,
        std::optional<domain::ItemState> state,
        const domain::PageRequest& page
    ) override;
    Result<domain::SourceDocument> source(
        const RequestContext& context, const JobId& id, std::uint32_t ordinal
    ) override;
    Result<ports::AdvanceOutcome> advance(
        const RequestContext& context, std::span<const ports::ItemUpdate> updates
    ) override;
    Result<domain::Job> cancel(const RequestContext& context, const JobId& id) override;
    Result<std::vector<JobId>> ended_before(
        const RequestContext& context, Timestamp time, std::size_t limit
    ) override;
    Result<void> forget(const RequestContext& context, std::span<const JobId> jobs) override;

    /// Removes the drafts that a process left behind which ended without warning. For the start,
    /// before any `begin`.
    Result<void> discard_drafts();

  private:
    Database& database_;
    QueueSignal& signal_;
    const Clock& clock_;
};

}  // namespace lectern::backends::sqlite
