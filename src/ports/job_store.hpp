#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/job.hpp"
#include "domain/page.hpp"
#include "ports/one_of.hpp"

namespace lectern::ports {

struct NewJob {
    domain::Job job{};  ///< Without counts: those follow from the items.
    /// Tenant-wide; empty: none. The same key with another `request_digest` is `already_exists`.
    std::string idempotency_key{};
    std::string request_digest{};  ///< Of a job that arrives in parts, known at its commit only.
    /// Return the earlier job when the newest accepted version of every document has the same
    /// content hash, all of them came with one job, nothing of that job failed or was cancelled,
    /// and none of them was removed since.
    bool reuse_unchanged = false;
};

struct NewItem {
    domain::SourceDocument document{};  ///< With an id.
    std::string content_hash{};
    /// Set when redriving: the version that the document was accepted as. Otherwise the store
    /// assigns the next.
    std::optional<domain::Version> version{};
};

struct AcceptedJob {
    domain::Job job{};
    bool replayed = false;  ///< An earlier job answers for this request; nothing was written.
};

/// A job that is still being received. Nothing of it is visible, queued or survives a restart
/// before `commit`. One thread at a time. Destruction without `commit` discards.
class JobDraft {
  public:
    virtual ~JobDraft() = default;

    /// Takes the items over; they may already be written to disk, so that a draft needs little
    /// memory.
    virtual Result<void> add(std::vector<NewItem> items) = 0;

    /// Makes the whole job visible in one durable step; `request_digest` is that of everything that
    /// was added. Fails with `invalid_argument` when the job has no items, and with
    /// `already_exists` when its idempotency key was used for something else.
    virtual Result<AcceptedJob> commit(std::string request_digest) = 0;
};

/// One item's step.
struct ItemUpdate {
    JobId job{};
    std::uint32_t ordinal = 0;
    domain::ItemState state = domain::ItemState::accepted;
    bool superseded = false;
    std::optional<domain::ItemFailure> failure{};  ///< With `failed`.
    std::uint32_t attempts = 0;  ///< With `failed`: how often it was tried, for the dead letter.
};

/// What became of an update.
struct ItemAdvance {
    bool applied =
        false;  ///< False: the item is in an end state (`state` says which); stop working on it.
    domain::ItemState state = domain::ItemState::accepted;
};

struct AdvanceOutcome {
    std::vector<ItemAdvance> items{};  ///< One an update.
    /// The jobs touched as they are now, each once.
    std::vector<domain::Job> jobs{};
};

struct JobFilter {
    std::optional<DatasetId> dataset{};
    std::optional<domain::JobState> state{};
};

/// Jobs, their items and the documents as handed in: the first half of the system of record.
/// Thread-safe. A success of `accept`, `commit`, `cancel` and of an `advance` to an end state is
/// durable.
class JobStore {
  public:
    virtual ~JobStore() = default;

    /// Job, items and documents in one durable step, after which a crash loses nothing. Where store
    /// and queue are one (embedded) the items are queued in the same step. `invalid_argument`
    /// without items; `already_exists` when the job's id is taken.
    virtual Result<AcceptedJob> accept(
        const RequestContext& context, NewJob job, std::vector<NewItem> items
    ) = 0;

    /// Starts a job that arrives in parts. Whether an idempotency key was used before shows at
    /// `commit`.
    virtual Result<std::unique_ptr<JobDraft>> begin(const RequestContext& context, NewJob job) = 0;

    /// In the order asked; nothing where there is none, drafts included.
    virtual Result<std::vector<std::optional<domain::Job>>> find_many(
        const RequestContext& context, std::span<const JobId> ids
    ) = 0;

    /// `not_found` when there is none, drafts included.
    Result<domain::Job> find(const RequestContext& context, const JobId& id) {
        return one_of(find_many(context, {&id, 1}), "job", id.value);
    }

    /// Newest first.
    virtual Result<domain::Page<domain::Job>> list(
        const RequestContext& context, const JobFilter& filter, const domain::PageRequest& page
    ) = 0;

    /// By ordinal, one page a job; only those in `state` when given. Nothing where there is no such
    /// job.
    virtual Result<std::vector<std::optional<domain::Page<domain::JobItem>>>> items_many(
        const RequestContext& context,
        std::span<const JobId> ids,
        std::optional<domain::ItemState> state,
        const domain::PageRequest& page
    ) = 0;

    /// Those of one job; `not_found` when there is no such job.
    Result<domain::Page<domain::JobItem>> items(
        const RequestContext& context,
        const JobId& id,
        std::optional<domain::ItemState> state,
        const domain::PageRequest& page
    ) {
        return one_of(items_many(context, {&id, 1}, state, page), "job", id.value);
    }

    /// The document as handed in, for the worker; `not_found` once the item is in an end state
    /// other than `failed`.
    virtual Result<domain::SourceDocument> source(
        const RequestContext& context, const JobId& id, std::uint32_t ordinal
    ) = 0;

    /// Takes items from state to state and keeps their jobs' counts and states. An item of a job
    /// whose cancellation was requested goes to `cancelled` instead, unless the update is `indexed`
    /// or `failed`. An item that fails gets a dead letter in the same step. Workers call it for all
    /// tenants. `not_found` when there is no such item and `invalid_argument` for an update to
    /// `accepted`; then none of the updates was done.
    virtual Result<AdvanceOutcome> advance(
        const RequestContext& context, std::span<const ItemUpdate> updates
    ) = 0;

    /// Asks for the end of a job: items in `accepted` are cancelled at once, those under way at
    /// their next step. Cancelling a job in an end state returns it as it is. `not_found` when
    /// there is none.
    virtual Result<domain::Job> cancel(const RequestContext& context, const JobId& id) = 0;

    /// Jobs of all tenants that ended before `time` and have no dead letters, whose end is longest
    /// ago first.
    virtual Result<std::vector<JobId>> ended_before(
        const RequestContext& context, Timestamp time, std::size_t limit
    ) = 0;

    /// Removes jobs of all tenants with their items and idempotency keys; no earlier job answers
    /// for their documents any more. What was indexed stays. Passes over jobs that are not there,
    /// have not ended, or have dead letters. A job that it failed to remove is there as a whole, or
    /// not at all.
    virtual Result<void> forget(const RequestContext& context, std::span<const JobId> jobs) = 0;
};

}  // namespace lectern::ports
