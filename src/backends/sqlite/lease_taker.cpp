#include "backends/sqlite/lease_taker.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "backends/sqlite/counters.hpp"
#include "backends/sqlite/item_key.hpp"
#include "backends/sqlite/job_rows.hpp"
#include "core/random.hpp"

namespace lectern::backends::sqlite {
namespace {

using domain::Priority;
constexpr std::array highest_first{Priority::high, Priority::normal, Priority::low};

const std::string& select_item() {
    static const std::string sql = "SELECT " + std::string(item_columns) + " FROM item i ";
    return sql;
}

ports::QueueEntry make_entry(
    const StoredJob& job, const domain::JobItem& item, std::uint32_t attempt
) {
    return {
        .job = job.job.id,
        .ordinal = item.ordinal,
        .tenant = job.job.tenant,
        .dataset = job.job.dataset,
        .document = item.document,
        .version = item.version,
        .priority = job.job.priority,
        .attempt = attempt,
        .request_id = job.job.request_id,
        .correlation_id = job.job.correlation_id,
        .traceparent = job.job.traceparent,
        .accepted_at = job.accepted_at,
    };
}

std::optional<std::int64_t> parse_number(std::string_view digits) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

std::unexpected<Error> lost_row() {
    return fail(ErrorCode::internal, "the queue names an item that is gone");
}

}  // namespace

std::string LeaseToken::text() const { return std::to_string(item) + "." + std::to_string(secret); }

std::optional<LeaseToken> LeaseToken::parse(std::string_view text) {
    const auto dot = text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const auto item = parse_number(text.substr(0, dot));
    const auto secret = parse_number(text.substr(dot + 1));
    if (!item || !secret) return std::nullopt;
    return LeaseToken{.item = *item, .secret = *secret};
}

Result<void> LeaseTaker::make_due_ready() {
    return connection_.run(
        "UPDATE queue SET attempt = attempt + (status = ?2), status = ?3, token = 0"
        " WHERE item IN (SELECT item FROM queue WHERE status <> 0 AND due_at <= ?1)",
        now_,
        QueueStatus::leased,
        QueueStatus::ready
    );
}

Result<std::vector<ports::Lease>> LeaseTaker::take(
    std::size_t max_entries, domain::LeaseOrder order
) {
    const std::span<const Priority> priorities(highest_first);
    const std::size_t together = order == domain::LeaseOrder::by_age ? priorities.size() : 1;
    for (std::size_t i = 0; i < priorities.size(); i += together) {
        auto taken = take_of(priorities.subspan(i, together), max_entries);
        if (!taken) return fail(taken);
    }
    return std::move(leases_);
}

Result<void> LeaseTaker::take_of(std::span<const Priority> priorities, std::size_t max_entries) {
    while (leases_.size() < max_entries) {
        const auto head = first_of(priorities);
        if (!head) return lectern::fail(head.error());
        if (!*head) return {};
        auto taken = (*head)->is_new
                         ? take_new(ItemKey::group((*head)->item), max_entries - leases_.size())
                         : take_returned((*head)->item);
        if (!taken) return taken;
    }
    return {};
}

Result<std::optional<LeaseTaker::Head>> LeaseTaker::first_of(std::span<const Priority> priorities) {
    std::optional<Head> first;
    for (const Priority priority : priorities) {
        for (auto candidate : {first_returned(priority), first_new(priority)}) {
            if (!candidate) return fail(candidate);
            if (*candidate && (!first || **candidate < *first)) first = **candidate;
        }
    }
    return first;
}

Result<std::optional<LeaseTaker::Head>> LeaseTaker::first_returned(Priority priority) {
    return connection_.first(
        "SELECT accepted_at, item FROM queue WHERE status = 0 AND priority = ?1 ORDER BY "
        "accepted_at, item LIMIT 1",
        [](const Row& row) { return Head{row.get<Timestamp>(0), row.get<std::int64_t>(1), false}; },
        priority
    );
}

Result<std::optional<LeaseTaker::Head>> LeaseTaker::first_new(Priority priority) {
    return connection_.first(
        "SELECT accepted_at, key, next_ordinal FROM job WHERE draft = 0 AND next_ordinal < total "
        "AND priority = ?1"
        " ORDER BY accepted_at, key LIMIT 1",
        [](const Row& row) {
            const std::int64_t item =
                ItemKey::make(row.get<std::int64_t>(1), row.get<std::uint32_t>(2));
            return Head{row.get<Timestamp>(0), item, true};
        },
        priority
    );
}

Result<void> LeaseTaker::take_returned(std::int64_t item) {
    auto job = find_job(connection_, ItemKey::group(item));
    if (!job) return fail(job);
    if (!*job) return lost_row();
    static const std::string sql = select_item() + "WHERE i.id = ?1";
    auto found =
        connection_.first(sql, [&](const Row& row) { return decode_item(row, **job); }, item);
    if (!found) return fail(found);
    if (!*found) return lost_row();
    const LeaseToken token = make_token(item);
    const auto attempt = connection_.number(
        "UPDATE queue SET status = ?2, due_at = ?3, token = ?4 WHERE item = ?1 RETURNING attempt",
        item,
        QueueStatus::leased,
        expires_at_,
        token.secret
    );
    if (!attempt) return lectern::fail(attempt.error());
    leases_.push_back({
        .token = token.text(),
        .entry = make_entry(**job, **found, static_cast<std::uint32_t>(*attempt)),
        .expires_at = expires_at_,
    });
    return {};
}

Result<void> LeaseTaker::take_new(std::int64_t job_key, std::size_t max_entries) {
    auto job = find_job(connection_, job_key);
    if (!job) return fail(job);
    if (!*job) return lost_row();
    // Items that came to an end without ever being leased are passed over: they are not counted as
    // waiting.
    static const std::string sql =
        select_item() + "WHERE i.id BETWEEN ?1 AND ?2 AND i.state < ?3 ORDER BY i.id LIMIT ?4";
    auto items = connection_.all(
        sql,
        [&](const Row& row) { return decode_item(row, **job); },
        ItemKey::first(job_key) + (*job)->next_ordinal,
        ItemKey::last(job_key),
        domain::ItemState::indexed,
        max_entries
    );
    if (!items) return fail(items);
    for (const domain::JobItem& item : *items) {
        const LeaseToken token = make_token(ItemKey::make(job_key, item.ordinal));
        auto added = connection_.run(
            "INSERT INTO queue (item, priority, accepted_at, status, due_at, attempt, token)"
            " VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6)",
            token.item,
            (*job)->job.priority,
            (*job)->accepted_at,
            QueueStatus::leased,
            expires_at_,
            token.secret
        );
        if (!added) return added;
        leases_.push_back(
            {.token = token.text(), .entry = make_entry(**job, item, 1), .expires_at = expires_at_}
        );
    }
    const bool is_last = items->size() < max_entries;
    const std::int64_t next = is_last ? static_cast<std::int64_t>((*job)->job.counts.total)
                                      : std::int64_t{items->back().ordinal} + 1;
    auto moved = connection_.run("UPDATE job SET next_ordinal = ?2 WHERE key = ?1", job_key, next);
    if (!moved) return moved;
    return add_waiting(connection_, -static_cast<std::int64_t>(items->size()));
}

LeaseToken LeaseTaker::make_token(std::int64_t item) const {
    std::uint64_t secret = 0;
    fill_random(std::span(reinterpret_cast<std::uint8_t*>(&secret), sizeof secret));
    return {.item = item, .secret = static_cast<std::int64_t>(secret >> 1)};
}

}  // namespace lectern::backends::sqlite
