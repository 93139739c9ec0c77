#include "backends/memory/memory_job_store.hpp"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <set>

#include "backends/memory/accept_job.hpp"
#include "backends/memory/job_steps.hpp"
#include "backends/memory/paging.hpp"
#include "core/random.hpp"
#include "domain/job_progress.hpp"
#include "domain/list_cursor.hpp"

namespace lectern::backends::memory {
namespace {

std::unexpected<Error> absent(const JobId& id) {
    return fail(ErrorCode::not_found, "job " + id.value + " not found");
}

std::unexpected<Error> absent(const JobId& id, std::uint32_t ordinal) {
    return fail(
        ErrorCode::not_found,
        "item " + std::to_string(ordinal) + " of job " + id.value + " not found"
    );
}

JobRecord* find_own(State& state, const RequestContext& context, const JobId& id) {
    JobRecord* record = state.jobs.find(id);
    return record != nullptr && record->job.tenant == context.principal.tenant ? record : nullptr;
}

class MemoryJobDraft final : public ports::JobDraft {
  public:
    MemoryJobDraft(State& state, ports::NewJob job) : state_(state), job_(std::move(job)) {}

    Result<void> add(std::vector<ports::NewItem> items) override {
        if (committed_) return closed();
        std::ranges::move(items, std::back_inserter(items_));
        return {};
    }

    Result<ports::AcceptedJob> commit(std::string request_digest) override {
        if (committed_) return closed();
        job_.request_digest = std::move(request_digest);
        auto accepted = accept_job(state_, job_, std::move(items_));
        committed_ = accepted.has_value();
        items_.clear();
        return accepted;
    }

  private:
    static std::unexpected<Error> closed() {
        return fail(ErrorCode::failed_precondition, "the job was committed already");
    }

    State& state_;
    ports::NewJob job_;
    std::vector<ports::NewItem> items_;
    bool committed_ = false;
};

Result<void> check_update(State& state, const ports::ItemUpdate& update) {
    if (update.state == domain::ItemState::accepted) {
        return fail(ErrorCode::invalid_argument, "an item cannot go back to accepted");
    }
    const JobRecord* record = state.jobs.find(update.job);
    if (record == nullptr || update.ordinal >= record->items.size())
        return absent(update.job, update.ordinal);
    return {};
}

ports::ItemAdvance apply_update(State& state, const ports::ItemUpdate& update, Timestamp now) {
    JobRecord& record = *state.jobs.find(update.job);
    ItemRecord& item = record.items[update.ordinal];
    const auto step = domain::step_item(item.item.state, update.state, record.job.cancel_requested);
    if (!step.changed) return {.state = step.state};
    if (step.applied) {
        item.item.superseded = update.superseded;
        if (step.state == domain::ItemState::failed) {
            item.item.failure = update.failure.value_or(domain::ItemFailure{});
        }
    }
    take_item_to(state, record, item, step.state, now);
    domain::settle(record.job, true, now);
    if (step.state == domain::ItemState::failed) {
        const DeadLetterId id{make_ordered_id("dead", now)};
        state.dead_letters.emplace(
            std::pair{record.job.tenant, id},
            domain::make_dead_letter(id, record.job, item.item, update.attempts, now)
        );
    }
    return {.applied = step.applied, .state = step.state};
}

bool may_be_forgotten(const State& state, const domain::Job& job) {
    return job.finished_at && std::ranges::none_of(state.dead_letters, [&](const auto& entry) {
               return entry.second.job == job.id;
           });
}

// From the one in place `first` on.
domain::Page<domain::JobItem> collect_items(
    const JobRecord& record,
    std::size_t first,
    std::optional<domain::ItemState> state,
    std::uint32_t limit
) {
    const std::size_t start = std::min(first, record.items.size());
    return collect_page<domain::JobItem>(
        record.items.begin() + static_cast<std::ptrdiff_t>(start),
        record.items.end(),
        limit,
        "items",
        [&](const ItemRecord& item) {
            return !state || item.item.state == *state ? std::optional(item.item) : std::nullopt;
        },
        [](const domain::JobItem& item) { return domain::position_of(item); }
    );
}

}  // namespace

Result<ports::AcceptedJob> MemoryJobStore::accept(
    const RequestContext&, ports::NewJob job, std::vector<ports::NewItem> items
) {
    return accept_job(state_, job, std::move(items));
}

Result<std::unique_ptr<ports::JobDraft>> MemoryJobStore::begin(
    const RequestContext&, ports::NewJob job
) {
    return std::make_unique<MemoryJobDraft>(state_, std::move(job));
}

Result<std::vector<std::optional<domain::Job>>> MemoryJobStore::find_many(
    const RequestContext& context, std::span<const JobId> ids
) {
    std::vector<std::optional<domain::Job>> jobs(ids.size());
    const std::lock_guard lock(state_.mutex);
    for (std::size_t at = 0; at < ids.size(); ++at) {
        const JobRecord* record = find_own(state_, context, ids[at]);
        if (record != nullptr) jobs[at] = record->job;
    }
    return jobs;
}

Result<domain::Page<domain::Job>> MemoryJobStore::list(
    const RequestContext& context, const ports::JobFilter& filter, const domain::PageRequest& page
) {
    if (auto good = domain::validate(page); !good) return fail(good);
    const TenantId& tenant = context.principal.tenant;
    const std::lock_guard lock(state_.mutex);
    const auto& places = state_.jobs.places();
    auto end = places.lower_bound({after(tenant), Timestamp::min(), {}});
    if (!page.cursor.empty()) {
        auto position = domain::decode_cursor("jobs", page.cursor, {.numbers = 1, .texts = 1});
        if (!position) return fail(position);
        const Timestamp created{std::chrono::milliseconds{position->numbers.front()}};
        end = places.lower_bound({tenant, created, {position->texts.front()}});
    }
    return collect_page<domain::Job>(
        std::make_reverse_iterator(end),
        std::make_reverse_iterator(places.lower_bound({tenant, Timestamp::min(), {}})),
        page.limit,
        "jobs",
        [&](const JobTable::Place& place) -> std::optional<domain::Job> {
            const domain::Job& job = state_.jobs.find(std::get<JobId>(place))->job;
            const bool wanted = (!filter.dataset || job.dataset == *filter.dataset) &&
                                (!filter.state || job.state == *filter.state);
            return wanted ? std::optional(job) : std::nullopt;
        },
        [](const domain::Job& job) { return domain::position_of(job); }
    );
}

Result<std::vector<std::optional<domain::Page<domain::JobItem>>>> MemoryJobStore::items_many(
    const RequestContext& context,
    std::span<const JobId> ids,
    std::optional<domain::ItemState> state,
    const domain::PageRequest& page
) {
    if (auto good = domain::validate(page); !good) return fail(good);
    std::size_t first = 0;
    if (!page.cursor.empty()) {
        auto position = domain::decode_cursor("items", page.cursor, {.numbers = 1});
        if (!position) return fail(position);
        first = static_cast<std::size_t>(
            std::clamp<std::int64_t>(position->numbers.front(), -1, UINT32_MAX) + 1
        );
    }
    std::vector<std::optional<domain::Page<domain::JobItem>>> pages(ids.size());
    const std::lock_guard lock(state_.mutex);
    for (std::size_t at = 0; at < ids.size(); ++at) {
        const JobRecord* record = find_own(state_, context, ids[at]);
        if (record != nullptr) pages[at] = collect_items(*record, first, state, page.limit);
    }
    return pages;
}

Result<domain::SourceDocument> MemoryJobStore::source(
    const RequestContext& context, const JobId& id, std::uint32_t ordinal
) {
    const std::lock_guard lock(state_.mutex);
    const JobRecord* record = find_own(state_, context, id);
    if (record == nullptr) return absent(id);
    if (ordinal >= record->items.size() || !record->items[ordinal].source)
        return absent(id, ordinal);
    return *record->items[ordinal].source;
}

Result<ports::AdvanceOutcome> MemoryJobStore::advance(
    const RequestContext&, std::span<const ports::ItemUpdate> updates
) {
    const std::lock_guard lock(state_.mutex);
    for (const ports::ItemUpdate& update : updates) {
        if (auto good = check_update(state_, update); !good) return fail(good);
    }
    const Timestamp now = state_.clock.now();
    ports::AdvanceOutcome outcome;
    std::set<JobId> touched;
    for (const ports::ItemUpdate& update : updates) {
        outcome.items.push_back(apply_update(state_, update, now));
        touched.insert(update.job);
    }
    for (const JobId& id : touched) outcome.jobs.push_back(state_.jobs.find(id)->job);
    return outcome;
}

Result<domain::Job> MemoryJobStore::cancel(const RequestContext& context, const JobId& id) {
    const std::lock_guard lock(state_.mutex);
    JobRecord* record = find_own(state_, context, id);
    if (record == nullptr) return absent(id);
    if (domain::is_final(record->job.state)) return record->job;
    const Timestamp now = state_.clock.now();
    record->job.cancel_requested = true;
    for (ItemRecord& item : record->items) {
        if (item.item.state != domain::ItemState::accepted) continue;
        take_item_to(state_, *record, item, domain::ItemState::cancelled, now);
    }
    domain::settle(record->job, false, now);
    return record->job;
}

Result<std::vector<JobId>> MemoryJobStore::ended_before(
    const RequestContext&, Timestamp time, std::size_t limit
) {
    const std::lock_guard lock(state_.mutex);
    std::vector<std::pair<Timestamp, JobId>> ended;
    for (const auto& place : state_.jobs.places()) {
        const domain::Job& job = state_.jobs.find(std::get<JobId>(place))->job;
        if (may_be_forgotten(state_, job) && *job.finished_at < time)
            ended.emplace_back(*job.finished_at, job.id);
    }
    std::ranges::sort(ended);
    ended.resize(std::min(limit, ended.size()));
    std::vector<JobId> ids;
    for (auto& [at, id] : ended) ids.push_back(std::move(id));
    return ids;
}

Result<void> MemoryJobStore::forget(const RequestContext&, std::span<const JobId> jobs) {
    const std::lock_guard lock(state_.mutex);
    for (const JobId& id : jobs) {
        const JobRecord* record = state_.jobs.find(id);
        if (record != nullptr && may_be_forgotten(state_, record->job)) state_.jobs.remove(id);
    }
    return {};
}

}  // namespace lectern::backends::memory
