#include "backends/memory/accept_job.hpp"

#include <algorithm>
#include <mutex>

namespace lectern::backends::memory {
namespace {

void queue_items(State& state, const JobRecord& record, Timestamp now) {
    for (const ItemRecord& item : record.items) {
        state.queue.add({
            .job = record.job.id,
            .ordinal = item.item.ordinal,
            .tenant = record.job.tenant,
            .dataset = record.job.dataset,
            .document = item.item.document,
            .version = item.item.version,
            .priority = record.job.priority,
            .request_id = record.job.request_id,
            .correlation_id = record.job.correlation_id,
            .traceparent = record.job.traceparent,
            .accepted_at = now,
        });
    }
    state.queue_changed.notify_all();
}

void assign_versions(State& state, std::vector<ports::NewItem>& items) {
    for (ports::NewItem& item : items) {
        if (!item.version) item.version = state.newest_version + 1;
        state.newest_version = std::max(state.newest_version, *item.version);
    }
}

}  // namespace

Result<ports::AcceptedJob> accept_job(
    State& state, const ports::NewJob& job, std::vector<ports::NewItem> items
) {
    if (items.empty())
        return fail(ErrorCode::invalid_argument, "a job needs at least one document");
    const std::lock_guard lock(state.mutex);
    auto earlier = state.jobs.find_by_key(job);
    if (!earlier) return fail(earlier);
    const domain::Job* answer =
        *earlier != nullptr ? *earlier : state.jobs.find_unchanged(job, items);
    if (answer != nullptr) return ports::AcceptedJob{.job = *answer, .replayed = true};

    const Timestamp now = state.clock.now();
    assign_versions(state, items);
    auto record = state.jobs.add(job, std::move(items), now);
    if (!record) return fail(record);
    queue_items(state, **record, now);
    return ports::AcceptedJob{.job = (*record)->job};
}

}  // namespace lectern::backends::memory
