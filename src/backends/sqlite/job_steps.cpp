#include "backends/sqlite/job_steps.hpp"

#include "backends/sqlite/counters.hpp"
#include "backends/sqlite/item_key.hpp"
#include "core/random.hpp"
#include "domain/job_progress.hpp"

namespace lectern::backends::sqlite {
namespace {

// States are compared by number: open ones come first.
static_assert(domain::ItemState::linked < domain::ItemState::indexed);
static_assert(domain::ItemState::indexed < domain::ItemState::failed);
static_assert(domain::ItemState::indexed < domain::ItemState::cancelled);

Result<void> write_item(
    Connection& connection,
    std::int64_t id,
    const domain::ItemStep& step,
    const ports::ItemUpdate& update,
    Timestamp now
) {
    if (step.state != domain::ItemState::failed) {
        return connection.run(
            "UPDATE item SET state = ?2, superseded = ?3, updated_at = ?4 WHERE id = ?1",
            id,
            step.state,
            step.applied && update.superseded,
            now
        );
    }
    const domain::ItemFailure failure = update.failure.value_or(domain::ItemFailure{});
    return connection.run(
        "UPDATE item SET state = ?2, updated_at = ?3, failure_code = ?4, failure_stage = ?5, "
        "failure_reason = ?6"
        " WHERE id = ?1",
        id,
        step.state,
        now,
        failure.code,
        failure.stage,
        failure.reason
    );
}

Result<void> add_dead_letter(
    Connection& connection,
    std::int64_t item,
    const StoredJob& job,
    std::uint32_t attempts,
    Timestamp now
) {
    return connection.run(
        "INSERT INTO dead_letter (id, tenant, item, attempts, failed_at) VALUES (?1, ?2, ?3, ?4, "
        "?5)",
        make_ordered_id("dead", now),
        job.job.tenant,
        item,
        attempts,
        now
    );
}

// The queue has no use for an item in an end state, and only a failed one may be asked for again.
Result<void> leave_pipeline(
    Connection& connection, std::int64_t id, const StoredJob& job, domain::ItemState state
) {
    auto left = connection.run("DELETE FROM queue WHERE item = ?1", id);
    if (left && ItemKey::ordinal(id) >= job.next_ordinal) left = add_waiting(connection, -1);
    if (left && state != domain::ItemState::failed) {
        left = connection.run("DELETE FROM source WHERE item = ?1", id);
    }
    return left;
}

}  // namespace

Result<ports::ItemAdvance> step(
    Connection& connection, StoredJob& job, const ports::ItemUpdate& update, Timestamp now
) {
    const std::int64_t id = ItemKey::make(job.key, update.ordinal);
    const auto from = connection.number("SELECT state FROM item WHERE id = ?1", id);
    if (!from) return lectern::fail(from.error());
    const auto step = domain::step_item(
        static_cast<domain::ItemState>(*from), update.state, job.job.cancel_requested
    );
    const ports::ItemAdvance outcome{.applied = step.applied, .state = step.state};
    if (!step.changed) return outcome;
    auto written = write_item(connection, id, step, update, now);
    if (!written) return fail(written);
    if (domain::is_final(step.state)) {
        auto left = leave_pipeline(connection, id, job, step.state);
        if (!left) return fail(left);
    }
    if (step.state == domain::ItemState::failed) {
        auto kept = add_dead_letter(connection, id, job, update.attempts, now);
        if (!kept) return fail(kept);
    }
    domain::count_end(job.job.counts, step.state);
    domain::settle(job.job, true, now);
    return outcome;
}

Result<void> cancel_items(
    Connection& connection, StoredJob& job, domain::ItemState furthest, Timestamp now
) {
    const std::int64_t first = ItemKey::first(job.key);
    const std::int64_t last = ItemKey::last(job.key);
    const std::int64_t first_waiting = first + job.next_ordinal;
    const auto waiting = connection.number(
        "SELECT count(*) FROM item WHERE id BETWEEN ?1 AND ?2 AND state <= ?3",
        first_waiting,
        last,
        furthest
    );
    if (!waiting) return lectern::fail(waiting.error());
    auto done = add_waiting(connection, -*waiting);
    for (const std::string_view sql : {
             "DELETE FROM queue WHERE item IN (SELECT id FROM item WHERE id BETWEEN ?1 AND ?2 AND "
             "state <= ?3)",
             "DELETE FROM source WHERE item IN (SELECT id FROM item WHERE id BETWEEN ?1 AND ?2 AND "
             "state <= ?3)",
         }) {
        if (done) done = connection.run(sql, first, last, furthest);
    }
    if (done) {
        done = connection.run(
            "UPDATE item SET state = ?4, updated_at = ?5 WHERE id BETWEEN ?1 AND ?2 AND state <= "
            "?3",
            first,
            last,
            furthest,
            domain::ItemState::cancelled,
            now
        );
    }
    if (!done) return done;
    job.job.counts.cancelled += static_cast<std::uint64_t>(connection.changed_rows());
    domain::settle(job.job, false, now);
    if (domain::is_final(job.job.state))
        job.next_ordinal = static_cast<std::int64_t>(job.job.counts.total);
    return save_progress(connection, job);
}

}  // namespace lectern::backends::sqlite
