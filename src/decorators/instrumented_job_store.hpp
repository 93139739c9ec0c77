#pragma once

#include <utility>

#include "decorators/backend_calls.hpp"
#include "ports/job_store.hpp"

namespace lectern::decorators {

/// A job store whose calls are measured, those of its drafts apart. Thread-safe as `inner`, which
/// outlives it.
class InstrumentedJobStore final : public ports::JobStore {
  public:
    InstrumentedJobStore(
        ports::JobStore& inner, std::string_view backend, const telemetry::Telemetry& telemetry
    )
        : inner_(inner), calls_(backend, telemetry) {}

    Result<ports::AcceptedJob> accept(
        const RequestContext& context, ports::NewJob job, std::vector<ports::NewItem> items
    ) override {
        return calls_.observe(context, "accept_job", [&](const RequestContext& own) {
            return inner_.accept(own, std::move(job), std::move(items));
        });
    }

    Result<std::unique_ptr<ports::JobDraft>> begin(const RequestContext& context, ports::NewJob job)
        override {
        return calls_.observe(context, "begin_job", [&](const RequestContext& own) {
            return inner_.begin(own, std::move(job));
        });
    }

    Result<std::vector<std::optional<domain::Job>>> find_many(
        const RequestContext& context, std::span<const JobId> ids
    ) override {
        return calls_.observe(context, "find_jobs", [&](const RequestContext& own) {
            return inner_.find_many(own, ids);
        });
    }

    Result<domain::Page<domain::Job>> list(
        const RequestContext& context,
        const ports::JobFilter& filter,
        const domain::PageRequest& page
    ) override {
        return calls_.observe(context, "list_jobs", [&](const RequestContext& own) {
            return inner_.list(own, filter, page);
        });
    }

    Result<std::vector<std::optional<domain::Page<domain::JobItem>>>> items_many(
        const RequestContext& context,
        std::span<const JobId> ids,
        std::optional<domain::ItemState> state,
        const domain::PageRequest& page
    ) override {
        return calls_.observe(context, "list_items", [&](const RequestContext& own) {
            return inner_.items_many(own, ids, state, page);
        });
    }

    Result<domain::SourceDocument> source(
        const RequestContext& context, const JobId& id, std::uint32_t ordinal
    ) override {
        return calls_.observe(context, "read_source", [&](const RequestContext& own) {
            return inner_.source(own, id, ordinal);
        });
    }

    Result<ports::AdvanceOutcome> advance(
        const RequestContext& context, std::span<const ports::ItemUpdate> updates
    ) override {
        return calls_.observe(context, "advance_items", [&](const RequestContext& own) {
            return inner_.advance(own, updates);
        });
    }

    Result<domain::Job> cancel(const RequestContext& context, const JobId& id) override {
        return calls_.observe(context, "cancel_job", [&](const RequestContext& own) {
            return inner_.cancel(own, id);
        });
    }

    Result<std::vector<JobId>> ended_before(
        const RequestContext& context, Timestamp time, std::size_t limit
    ) override {
        return calls_.observe(context, "find_ended_jobs", [&](const RequestContext& own) {
            return inner_.ended_before(own, time, limit);
        });
    }

    Result<void> forget(const RequestContext& context, std::span<const JobId> jobs) override {
        return calls_.observe(context, "forget_jobs", [&](const RequestContext& own) {
            return inner_.forget(own, jobs);
        });
    }

  private:
    ports::JobStore& inner_;
    const BackendCalls calls_;
};

}  // namespace lectern::decorators
