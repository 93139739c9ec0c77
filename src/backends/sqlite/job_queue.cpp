#include "backends/sqlite/job_queue.hpp"

#include <algorithm>

#include "backends/sqlite/lease_taker.hpp"

namespace lectern::backends::sqlite {
namespace {

using std::chrono::steady_clock;

// What a reader can tell without disturbing the writer.
struct Outlook {
    bool has_ready = false;
    std::optional<Timestamp> next_due{};
};

Result<Outlook> look(Connection& connection) {
    auto outlook = connection.first(
        "SELECT EXISTS (SELECT 1 FROM queue WHERE status = 0)"
        " OR EXISTS (SELECT 1 FROM job WHERE draft = 0 AND next_ordinal < total),"
        " (SELECT min(due_at) FROM queue WHERE status <> 0)",
        [](const Row& row) {
            return Outlook{
                .has_ready = row.get<bool>(0), .next_due = row.get<std::optional<Timestamp>>(1)
            };
        }
    );
    if (!outlook) return fail(outlook);
    return outlook->value_or(Outlook{});
}

// When to look again: at `end`, or earlier when a delayed or leased entry becomes ready by itself.
steady_clock::time_point next_look(
    const Outlook& outlook, Timestamp now, steady_clock::time_point end
) {
    if (!outlook.next_due) return end;
    return std::min(
        end, steady_clock::now() + std::max(*outlook.next_due - now, std::chrono::milliseconds{1})
    );
}

}  // namespace

Result<void> SqliteJobQueue::enqueue(const RequestContext&, std::span<const ports::QueueEntry>) {
    // The entries are there since their job was accepted.
    signal_.work_added();
    return {};
}

Result<std::vector<ports::Lease>> SqliteJobQueue::lease(
    const RequestContext& context, const ports::LeaseRequest& request
) {
    const auto end = steady_clock::now() + context.remaining(request.wait);
    const QueueSignal::Moment start = signal_.now();
    while (true) {
        const QueueSignal::Moment moment = signal_.now();
        const Timestamp now = clock_.now();
        auto outlook = database_.read([](Connection& connection) { return look(connection); });
        if (!outlook) return fail(outlook);
        if (outlook->has_ready || (outlook->next_due && *outlook->next_due <= now)) {
            auto leases = take(request);
            if (!leases || !leases->empty()) return leases;
        }
        const bool over = moment.ends != start.ends || steady_clock::now() >= end;
        if (over || context.stop.stop_requested()) return std::vector<ports::Lease>();
        signal_.wait(moment, next_look(*outlook, now, end), context.stop);
    }
}

// What the queue writes itself is relaxed: what a failing machine forgets of it is done again, no
// more.
Result<std::vector<ports::Lease>> SqliteJobQueue::take(const ports::LeaseRequest& request) {
    return database_.write(
        [&](Connection& connection) -> Result<std::vector<ports::Lease>> {
            LeaseTaker taker(connection, clock_.now(), request.duration);
            auto due = taker.make_due_ready();
            if (!due) return fail(due);
            auto leases = taker.take(request.max_entries, domain::lease_order(leases_));
            if (leases && !leases->empty()) ++leases_;
            return leases;
        },
        Durability::relaxed
    );
}

Result<std::vector<ports::Lease>> SqliteJobQueue::extend(
    const RequestContext&, std::span<const ports::Lease> leases, std::chrono::milliseconds duration
) {
    return database_.write(
        [&](Connection& connection) -> Result<std::vector<ports::Lease>> {
            const Timestamp now = clock_.now();
            std::vector<ports::Lease> extended;
            for (const ports::Lease& lease : leases) {
                const auto token = LeaseToken::parse(lease.token);
                if (!token) continue;
                auto done = connection.run(
                    "UPDATE queue SET due_at = ?5 WHERE item = ?1 AND token = ?2 AND status = ?3 "
                    "AND "
                    "due_at > ?4",
                    token->item,
                    token->secret,
                    QueueStatus::leased,
                    now,
                    now + duration
                );
                if (!done) return fail(done);
                if (connection.changed_rows() == 0) continue;
                extended.push_back(lease);
                extended.back().expires_at = now + duration;
            }
            return extended;
        },
        Durability::relaxed
    );
}

Result<void> SqliteJobQueue::release(
    const RequestContext&, const ports::Lease& lease, std::chrono::milliseconds delay
) {
    const auto token = LeaseToken::parse(lease.token);
    if (!token) return {};
    auto released = database_.write(
        [&](Connection& connection) {
            const Timestamp now = clock_.now();
            return connection.run(
                "UPDATE queue SET status = ?5, due_at = ?6, token = 0, attempt = attempt + 1"
                " WHERE item = ?1 AND token = ?2 AND status = ?3 AND due_at > ?4",
                token->item,
                token->secret,
                QueueStatus::leased,
                now,
                delay > delay.zero() ? QueueStatus::delayed : QueueStatus::ready,
                now + delay
            );
        },
        Durability::relaxed
    );
    // Those who wait also have to learn of an earlier time to look again.
    if (released) signal_.work_added();
    return released;
}

Result<void> SqliteJobQueue::acknowledge(
    const RequestContext&, std::span<const ports::Lease> leases
) {
    return database_.write(
        [&](Connection& connection) -> Result<void> {
            const Timestamp now = clock_.now();
            for (const ports::Lease& lease : leases) {
                const auto token = LeaseToken::parse(lease.token);
                if (!token) continue;
                auto done = connection.run(
                    "DELETE FROM queue WHERE item = ?1 AND token = ?2 AND status = ?3 AND due_at > "
                    "?4",
                    token->item,
                    token->secret,
                    QueueStatus::leased,
                    now
                );
                if (!done) return done;
            }
            return {};
        },
        Durability::relaxed
    );
}

Result<void> SqliteJobQueue::end_leases() {
    return database_.write(
        [](Connection& connection) {
            // Due, so that the next look hands them out again and counts the attempt.
            return connection.run(
                "UPDATE queue SET due_at = 0 WHERE status = ?1", QueueStatus::leased
            );
        },
        Durability::relaxed
    );
}

Result<ports::QueueDepth> SqliteJobQueue::depth(const RequestContext&) {
    const Timestamp now = clock_.now();
    return database_.read([&](Connection& connection) -> Result<ports::QueueDepth> {
        std::optional<Timestamp> oldest;
        auto depth = connection.first(
            "SELECT count(*) FILTER (WHERE status = 0 OR due_at <= ?1), count(*) FILTER (WHERE "
            "status = 1 AND"
            " due_at > ?1), count(*) FILTER (WHERE status = 2 AND due_at > ?1), min(accepted_at) "
            "FILTER (WHERE"
            " status < 2 OR due_at <= ?1) FROM queue",
            [&](const Row& row) {
                oldest = row.get<std::optional<Timestamp>>(3);
                return ports::QueueDepth{
                    .ready = row.get<std::uint64_t>(0),
                    .delayed = row.get<std::uint64_t>(1),
                    .leased = row.get<std::uint64_t>(2),
                };
            },
            now
        );
        if (!depth) return fail(depth);
        const auto waiting = connection.number("SELECT waiting FROM counters");
        if (!waiting) return lectern::fail(waiting.error());
        (*depth)->ready += static_cast<std::uint64_t>(*waiting);
        if (*waiting > 0) {
            auto oldest_new = connection.first(
                "SELECT min(accepted_at) FROM (SELECT (SELECT accepted_at FROM job WHERE draft = 0 "
                "AND"
                " next_ordinal < total AND priority = p.column1 ORDER BY accepted_at LIMIT 1) AS "
                "accepted_at"
                " FROM (VALUES (0), (1), (2)) AS p)",
                [](const Row& row) { return row.get<std::optional<Timestamp>>(0); }
            );
            if (!oldest_new) return fail(oldest_new);
            const auto found = oldest_new->value_or(std::nullopt);
            if (found && (!oldest || *found < *oldest)) oldest = found;
        }
        (*depth)->oldest_accepted_at = oldest.value_or(Timestamp{});
        return **depth;
    });
}

void SqliteJobQueue::wake() { signal_.end_waiting(); }

}  // namespace lectern::backends::sqlite
