#include "backends/sqlite/job_store.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "backends/sqlite/item_key.hpp"
#include "backends/sqlite/job_acceptance.hpp"
#include "backends/sqlite/job_draft.hpp"
#include "backends/sqlite/job_rows.hpp"
#include "backends/sqlite/job_steps.hpp"
#include "backends/sqlite/paging.hpp"
#include "backends/sqlite/read_each.hpp"
#include "backends/sqlite/record_codec.hpp"
#include "backends/sqlite/spaces.hpp"
#include "domain/list_cursor.hpp"

namespace lectern::backends::sqlite {
namespace {

Result<std::optional<StoredJob>> find_unchanged(
    Connection& connection, std::int64_t space, const std::vector<EncodedItem>& items
) {
    UnchangedSearch search(connection, space);
    for (const EncodedItem& item : items) {
        const auto possible = search.add(item.document, item.content_hash);
        if (!possible) return lectern::fail(possible.error());
        if (!*possible) break;
    }
    return search.answer();
}

Result<ports::AcceptedJob> accept_by(
    Connection& connection,
    const ports::NewJob& job,
    const std::vector<EncodedItem>& items,
    Timestamp now
) {
    const auto space = ensure_space(connection, job.job.tenant, job.job.dataset);
    if (!space) return lectern::fail(space.error());
    auto earlier = find_by_key(connection, job);
    if (earlier && !*earlier && job.reuse_unchanged)
        earlier = find_unchanged(connection, *space, items);
    if (!earlier) return fail(earlier);
    if (*earlier) return ports::AcceptedJob{.job = std::move((*earlier)->job), .replayed = true};
    const auto key = insert_draft(connection, job, *space);
    if (!key) return lectern::fail(key.error());
    auto added = insert_items(connection, {.job = *key, .space = *space}, items, now);
    if (!added) return fail(added);
    auto visible = make_visible(
        connection, *key, static_cast<std::uint32_t>(items.size()), job.request_digest, now
    );
    if (!visible) return fail(visible);
    return ports::AcceptedJob{.job = std::move(visible->job)};
}

using JobsById = std::map<JobId, StoredJob>;

// The jobs of all updates, which are good as far as one can tell without looking at the items.
Result<JobsById> find_jobs(Connection& connection, std::span<const ports::ItemUpdate> updates) {
    JobsById jobs;
    for (const ports::ItemUpdate& update : updates) {
        if (update.state == domain::ItemState::accepted) {
            return fail(ErrorCode::invalid_argument, "an item cannot go back to accepted");
        }
        auto place = jobs.find(update.job);
        if (place == jobs.end()) {
            auto job = find_job(connection, update.job);
            if (!job) return fail(job);
            if (!*job) return absent_item(update.job, update.ordinal);
            place = jobs.emplace(update.job, std::move(**job)).first;
        }
        if (update.ordinal >= place->second.job.counts.total)
            return absent_item(update.job, update.ordinal);
    }
    return jobs;
}

Result<ports::AdvanceOutcome> advance_by(
    Connection& connection, std::span<const ports::ItemUpdate> updates, Timestamp now
) {
    auto jobs = find_jobs(connection, updates);
    if (!jobs) return fail(jobs);
    ports::AdvanceOutcome outcome;
    for (const ports::ItemUpdate& update : updates) {
        auto advance = step(connection, jobs->at(update.job), update, now);
        if (!advance) return fail(advance);
        outcome.items.push_back(*advance);
    }
    for (auto& [id, job] : *jobs) {
        auto saved = save_progress(connection, job);
        if (!saved) return fail(saved);
        outcome.jobs.push_back(std::move(job.job));
    }
    return outcome;
}

// The shift and the mask are ItemKey's.
constexpr std::string_view no_dead_letters =
    "NOT EXISTS (SELECT 1 FROM dead_letter WHERE item BETWEEN job.key << 28 AND job.key << 28 | "
    "0xfffffff)";

// Takes a job out of sight that may be forgotten, and gives its key.
Result<std::optional<std::int64_t>> hide(Connection& connection, const JobId& id) {
    return connection.first(
        std::string("UPDATE job SET draft = 1 WHERE id = ?1 AND draft = 0"
                    " AND finished_at IS NOT NULL AND ") +
            std::string(no_dead_letters) + " RETURNING key",
        [](const Row& row) { return row.get<std::int64_t>(0); },
        id
    );
}

std::string list_jobs_sql(const ports::JobFilter& filter) {
    std::string sql = select_job();
    sql += filter.dataset ? "WHERE j.space = ?1" : "WHERE j.tenant = ?1";
    if (filter.state)
        sql += filter.dataset ? " AND j.state = ?5" : " AND j.tenant = ?1 AND j.state = ?5";
    return sql +
           " AND j.draft = 0 AND (j.created_at, j.id) < (?2, ?3) ORDER BY j.created_at DESC, j.id "
           "DESC LIMIT ?4";
}

template <class Owner>
Result<std::vector<StoredJob>> list_jobs(
    Connection& connection,
    const ports::JobFilter& filter,
    const Owner& owner,
    const domain::CursorPosition& start,
    std::int64_t rows
) {
    const std::string sql = list_jobs_sql(filter);
    const std::int64_t created = start.numbers.front();
    const std::string& id = start.texts.front();
    if (!filter.state) return connection.all(sql, decode_job, owner, created, id, rows);
    return connection.all(sql, decode_job, owner, created, id, rows, *filter.state);
}

Result<std::vector<domain::JobItem>> list_items(
    Connection& connection,
    const StoredJob& job,
    std::int64_t after,
    std::optional<domain::ItemState> state,
    std::int64_t rows
) {
    static const std::string sql =
        "SELECT " + std::string(item_columns) +
        " FROM item i WHERE i.id > ?1 AND i.id <= ?2 AND (?3 IS NULL OR i.state = ?3)"
        " ORDER BY i.id LIMIT ?4";
    return connection.all(
        sql,
        [&](const Row& row) { return decode_item(row, job); },
        ItemKey::first(job.key) + after,
        ItemKey::last(job.key),
        state,
        rows
    );
}

}  // namespace

Result<ports::AcceptedJob> SqliteJobStore::accept(
    const RequestContext&, ports::NewJob job, std::vector<ports::NewItem> items
) {
    if (items.empty())
        return fail(ErrorCode::invalid_argument, "a job needs at least one document");
    auto encoded = encode_items(items);
    if (!encoded) return fail(encoded);
    items = {};
    auto accepted = database_.write([&](Connection& connection) {
        return accept_by(connection, job, *encoded, clock_.now());
    });
    if (accepted && !accepted->replayed) signal_.work_added();
    return accepted;
}

Result<std::unique_ptr<ports::JobDraft>> SqliteJobStore::begin(
    const RequestContext&, ports::NewJob job
) {
    return SqliteJobDraft::begin(database_, signal_, clock_, std::move(job));
}

Result<std::vector<std::optional<domain::Job>>> SqliteJobStore::find_many(
    const RequestContext& context, std::span<const JobId> ids
) {
    const TenantId& tenant = context.principal.tenant;
    return read_each(
        database_,
        ids,
        [&](Connection& connection, const JobId& id) -> Result<std::optional<domain::Job>> {
            auto job = find_job(connection, id);
            if (!job) return fail(job);
            if (!*job || (*job)->job.tenant != tenant) return std::nullopt;
            return std::move((*job)->job);
        }
    );
}

Result<domain::Page<domain::Job>> SqliteJobStore::list(
    const RequestContext& context, const ports::JobFilter& filter, const domain::PageRequest& page
) {
    auto start = start_of(
        page, "jobs", {.numbers = {std::numeric_limits<std::int64_t>::max()}, .texts = {""}}
    );
    if (!start) return fail(start);
    const TenantId& tenant = context.principal.tenant;
    auto rows = database_.read([&](Connection& connection) -> Result<std::vector<StoredJob>> {
        if (!filter.dataset) return list_jobs(connection, filter, tenant, *start, rows_for(page));
        auto space = find_space(connection, tenant, *filter.dataset);
        if (!space) return fail(space);
        if (!*space) return std::vector<StoredJob>();
        return list_jobs(connection, filter, **space, *start, rows_for(page));
    });
    if (!rows) return fail(rows);
    std::vector<domain::Job> jobs;
    for (StoredJob& row : *rows) jobs.push_back(std::move(row.job));
    return make_page(std::move(jobs), page, "jobs", [](const domain::Job& job) {
        return domain::position_of(job);
    });
}

Result<std::vector<std::optional<domain::Page<domain::JobItem>>>> SqliteJobStore::items_many(
    const RequestContext& context,
    std::span<const JobId> ids,
    std::optional<domain::ItemState> state,
    const domain::PageRequest& page
) {
    const auto start = start_of(page, "items", {.numbers = {-1}});
    if (!start) return fail(start.error());
    const std::int64_t after =
        std::clamp<std::int64_t>(start->numbers.front(), -1, ItemKey::max_members - 1);
    const TenantId& tenant = context.principal.tenant;
    return read_each(
        database_,
        ids,
        [&](Connection& connection,
            const JobId& id) -> Result<std::optional<domain::Page<domain::JobItem>>> {
            const auto job = find_job(connection, id);
            if (!job) return fail(job.error());
            if (!*job || (*job)->job.tenant != tenant) return std::nullopt;
            auto items = list_items(connection, **job, after, state, rows_for(page));
            if (!items) return fail(items);
            return make_page(std::move(*items), page, "items", [](const domain::JobItem& item) {
                return domain::position_of(item);
            });
        }
    );
}

Result<domain::SourceDocument> SqliteJobStore::source(
    const RequestContext& context, const JobId& id, std::uint32_t ordinal
) {
    return database_.read([&](Connection& connection) -> Result<domain::SourceDocument> {
        auto job = find_own_job(connection, context.principal.tenant, id);
        if (!job) return fail(job);
        if (ordinal >= job->job.counts.total) return absent_item(id, ordinal);
        auto source = connection.first(
            "SELECT record FROM source WHERE item = ?1",
            [](const Row& row) { return decode_record<domain::SourceDocument>(row.blob(0)); },
            ItemKey::make(job->key, ordinal)
        );
        if (!source) return fail(source);
        if (!*source) return absent_item(id, ordinal);
        return std::move(**source);
    });
}

Result<ports::AdvanceOutcome> SqliteJobStore::advance(
    const RequestContext&, std::span<const ports::ItemUpdate> updates
) {
    // A step that is forgotten when the machine fails is taken again.
    const bool ends_items = std::ranges::any_of(updates, [](const ports::ItemUpdate& update) {
        return domain::is_final(update.state);
    });
    return database_.write(
        [&](Connection& connection) { return advance_by(connection, updates, clock_.now()); },
        ends_items ? Durability::synced : Durability::relaxed
    );
}

Result<domain::Job> SqliteJobStore::cancel(const RequestContext& context, const JobId& id) {
    return database_.write([&](Connection& connection) -> Result<domain::Job> {
        auto job = find_own_job(connection, context.principal.tenant, id);
        if (!job) return fail(job);
        if (domain::is_final(job->job.state)) return std::move(job->job);
        job->job.cancel_requested = true;
        auto cancelled = cancel_items(connection, *job, domain::ItemState::accepted, clock_.now());
        if (!cancelled) return fail(cancelled);
        return std::move(job->job);
    });
}

Result<std::vector<JobId>> SqliteJobStore::ended_before(
    const RequestContext&, Timestamp time, std::size_t limit
) {
    return database_.read([&](Connection& connection) {
        return connection.all(
            std::string("SELECT id FROM job WHERE draft = 0 AND finished_at < ?1 AND ") +
                std::string(no_dead_letters) + " ORDER BY finished_at LIMIT ?2",
            [](const Row& row) { return row.get<JobId>(0); },
            time,
            limit
        );
    });
}

// A job that becomes a draft is gone for everybody at once, however many items are to be removed
// after it; if that is not done to its end, the next start does it.
Result<void> SqliteJobStore::forget(const RequestContext&, std::span<const JobId> jobs) {
    for (const JobId& id : jobs) {
        const auto key = database_.write(
            [&id](Connection& connection) { return hide(connection, id); }, Durability::relaxed
        );
        if (!key) return lectern::fail(key.error());
        if (!*key) continue;
        auto removed = discard_whole_draft(database_, **key);
        if (!removed) return removed;
    }
    return {};
}

Result<void> SqliteJobStore::discard_drafts() {
    auto drafts = database_.read([](Connection& connection) {
        return connection.all("SELECT key FROM job WHERE draft = 1", [](const Row& row) {
            return row.get<std::int64_t>(0);
        });
    });
    if (!drafts) return fail(drafts);
    for (const std::int64_t draft : *drafts) {
        auto discarded = discard_whole_draft(database_, draft);
        if (!discarded) return discarded;
    }
    return {};
}

}  // namespace lectern::backends::sqlite
