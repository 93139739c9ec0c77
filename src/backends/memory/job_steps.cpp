#include "backends/memory/job_steps.hpp"

#include "domain/job_progress.hpp"

namespace lectern::backends::memory {

void take_item_to(
    State& state, JobRecord& record, ItemRecord& item, domain::ItemState to, Timestamp now
) {
    item.item.state = to;
    item.item.updated_at = now;
    domain::count_end(record.job.counts, to);
    if (domain::is_final(to) && to != domain::ItemState::failed) item.source.reset();
    if (to == domain::ItemState::cancelled) state.queue.erase(record.job.id, item.item.ordinal);
}

void cancel_open_items(State& state, const DatasetKey& dataset, Timestamp now) {
    for (const JobTable::Place& place : state.jobs.places()) {
        JobRecord& record = *state.jobs.find(std::get<JobId>(place));
        if (DatasetKey{record.job.tenant, record.job.dataset} != dataset) continue;
        if (domain::is_final(record.job.state)) continue;
        for (ItemRecord& item : record.items) {
            if (domain::is_final(item.item.state)) continue;
            take_item_to(state, record, item, domain::ItemState::cancelled, now);
        }
        domain::settle(record.job, false, now);
    }
}

}  // namespace lectern::backends::memory
