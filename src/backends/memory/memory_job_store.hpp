#pragma once

#include "backends/memory/state.hpp"
#include "ports/job_store.hpp"

namespace lectern::backends::memory {

/// Jobs in memory; what it accepts is on the queue of the same `State` in the same step. `state`
/// outlives it and its drafts.
class MemoryJobStore final : public ports::JobStore {
  public:
    explicit MemoryJobStore(State& state) : state_(state) {}

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

  private:
    State& state_;
};

}  // namespace lectern::backends::memory
