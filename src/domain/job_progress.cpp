#include "domain/job_progress.hpp"

#include <utility>

#include "core/request_context.hpp"

namespace lectern::domain {

ItemStep step_item(ItemState from, ItemState to, bool cancel_requested) {
    if (!may_advance(from, to)) return {.state = from};
    const bool ended = to == ItemState::indexed || to == ItemState::failed;
    if (cancel_requested && !ended) {
        return {
            .state = ItemState::cancelled, .applied = to == ItemState::cancelled, .changed = true
        };
    }
    return {.state = to, .applied = true, .changed = true};
}

void count_end(JobCounts& counts, ItemState state) {
    switch (state) {
        case ItemState::indexed:
            ++counts.indexed;
            return;
        case ItemState::failed:
            ++counts.failed;
            return;
        case ItemState::cancelled:
            ++counts.cancelled;
            return;
        case ItemState::accepted:
        case ItemState::extracted:
        case ItemState::chunked:
        case ItemState::embedded:
        case ItemState::linked:
            return;
    }
    std::unreachable();
}

void settle(Job& job, bool started, Timestamp now) {
    if (started && !job.started_at) job.started_at = now;
    job.state = derive_state(job.counts, job.started_at.has_value());
    if (is_final(job.state) && !job.finished_at) job.finished_at = now;
}

DeadLetter make_dead_letter(
    DeadLetterId id, const Job& job, const JobItem& item, std::uint32_t attempts, Timestamp now
) {
    const auto trace = parse_traceparent(job.traceparent);
    return {
        .id = std::move(id),
        .tenant = job.tenant,
        .dataset = job.dataset,
        .job = job.id,
        .ordinal = item.ordinal,
        .document = item.document,
        .version = item.version,
        .failure = item.failure.value_or(ItemFailure{}),
        .attempts = attempts,
        .trace_id = trace ? trace->trace_id_hex() : std::string(),
        .request_id = job.request_id,
        .failed_at = now,
    };
}

bool may_answer_again(const Job& job) {
    return job.counts.failed == 0 && job.counts.cancelled == 0 && !job.cancel_requested;
}

}  // namespace lectern::domain
