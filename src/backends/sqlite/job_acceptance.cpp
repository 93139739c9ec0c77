#include "backends/sqlite/job_acceptance.hpp"

#include <algorithm>

#include "backends/sqlite/counters.hpp"
#include "backends/sqlite/item_key.hpp"
#include "backends/sqlite/newest_items.hpp"
#include "backends/sqlite/record_codec.hpp"
#include "domain/job_progress.hpp"

namespace lectern::backends::sqlite {

Result<std::vector<EncodedItem>> encode_items(const std::vector<ports::NewItem>& items) {
    std::vector<EncodedItem> encoded;
    encoded.reserve(items.size());
    for (const ports::NewItem& item : items) {
        if (!is_storable(item.document.metadata)) {
            return fail(
                ErrorCode::invalid_argument,
                "the metadata of document " + item.document.id.value + " nests too deep"
            );
        }
        encoded.push_back({
            .document = item.document.id,
            .content_hash = item.content_hash,
            .version = item.version,
            .source = encode_record(item.document),
        });
    }
    return encoded;
}

Result<std::optional<StoredJob>> find_by_key(Connection& connection, const ports::NewJob& job) {
    if (job.idempotency_key.empty()) return std::optional<StoredJob>();
    struct Used {
        std::int64_t job = 0;
        std::string digest;
    };
    auto used = connection.first(
        "SELECT key, request_digest FROM job"
        " WHERE tenant = ?1 AND idempotency_key = ?2 AND draft = 0 AND idempotency_key <> ''",
        [](const Row& row) {
            return Used{.job = row.get<std::int64_t>(0), .digest = row.get<std::string>(1)};
        },
        job.job.tenant,
        job.idempotency_key
    );
    if (!used) return fail(used);
    if (!*used) return std::optional<StoredJob>();
    if ((*used)->digest != job.request_digest) {
        return fail(ErrorCode::already_exists, "the idempotency key was used for another request");
    }
    return find_job(connection, (*used)->job);
}

Result<bool> UnchangedSearch::add(const DocumentId& document, std::string_view content_hash) {
    if (failed_) return false;
    auto newest = find_newest(connection_, space_, document);
    if (!newest) return fail(newest);
    failed_ = !*newest || (*newest)->content_hash != content_hash;
    if (failed_) return false;
    const std::int64_t job = ItemKey::group((*newest)->id);
    failed_ = job_ && *job_ != job;
    job_ = job;
    return !failed_;
}

Result<std::optional<StoredJob>> UnchangedSearch::answer() {
    if (failed_ || !job_) return std::optional<StoredJob>();
    auto job = find_job(connection_, *job_);
    if (job && *job && !domain::may_answer_again((*job)->job)) job->reset();
    return job;
}

Result<std::int64_t> insert_draft(
    Connection& connection, const ports::NewJob& job, std::int64_t space
) {
    const domain::Job& given = job.job;
    const auto taken = connection.number("SELECT count(*) FROM job WHERE id = ?1", given.id);
    if (!taken) return lectern::fail(taken.error());
    if (*taken > 0) return fail(ErrorCode::already_exists, "job " + given.id.value + " exists");
    auto added = connection.run(
        "INSERT INTO job (id, tenant, space, draft, state, priority, total, first_version, "
        "created_at, accepted_at,"
        " idempotency_key, request_digest, request_id, correlation_id, traceparent)"
        " VALUES (?1, ?2, ?3, 1, ?4, ?5, 0, 0, ?6, 0, ?7, '', ?8, ?9, ?10)",
        given.id,
        given.tenant,
        space,
        domain::JobState::queued,
        given.priority,
        given.created_at,
        job.idempotency_key,
        given.request_id,
        given.correlation_id,
        given.traceparent
    );
    if (!added) return fail(added);
    return connection.last_row_id();
}

Result<void> insert_items(
    Connection& connection,
    const ItemPlace& place,
    const std::vector<EncodedItem>& items,
    Timestamp now
) {
    if (static_cast<std::int64_t>(place.first_ordinal + items.size()) > ItemKey::max_members) {
        return fail(ErrorCode::resource_exhausted, "the job has too many documents");
    }
    std::uint32_t ordinal = place.first_ordinal;
    for (const EncodedItem& item : items) {
        const std::int64_t id = ItemKey::make(place.job, ordinal++);
        if (item.version) {
            if (auto raised = raise_version(connection, *item.version); !raised) return raised;
        }
        const auto newest =
            make_way(connection, place.space, item.document, item.version, place.is_draft);
        if (!newest) return lectern::fail(newest.error());
        auto added = connection.run(
            "INSERT INTO item (id, space, document, version, content_hash, newest, state, "
            "updated_at)"
            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            id,
            place.space,
            item.document,
            item.version,
            item.content_hash,
            *newest,
            domain::ItemState::accepted,
            now
        );
        if (!added) return added;
        auto kept = connection.run(
            "INSERT INTO source (item, record) VALUES (?1, ?2)", id, Blob{item.source}
        );
        if (!kept) return kept;
    }
    return {};
}

Result<StoredJob> make_visible(
    Connection& connection,
    std::int64_t job,
    std::uint32_t total,
    const std::string& request_digest,
    Timestamp now
) {
    const auto first_version = take_versions(connection, total);
    if (!first_version) return lectern::fail(first_version.error());
    auto counted = add_waiting(connection, total);
    if (!counted) return fail(counted);
    auto shown = connection.run(
        "UPDATE job SET draft = 0, total = ?2, first_version = ?3, request_digest = ?4, "
        "accepted_at = ?5"
        " WHERE key = ?1",
        job,
        total,
        *first_version,
        request_digest,
        now
    );
    if (!shown) return fail(shown);
    auto visible = find_job(connection, job);
    if (!visible) return fail(visible);
    if (!*visible) return fail(ErrorCode::failed_precondition, "the job is gone");
    return std::move(**visible);
}

Result<bool> discard_draft(Connection& connection, std::int64_t job, std::int64_t max_items) {
    const std::int64_t first = ItemKey::first(job);
    const std::int64_t last = ItemKey::last(job);
    const auto end = connection.number(
        "SELECT coalesce(max(id), 0) FROM (SELECT id FROM item WHERE id BETWEEN ?1 AND ?2 ORDER BY "
        "id LIMIT ?3)",
        first,
        last,
        max_items
    );
    if (!end) return lectern::fail(end.error());
    auto dropped = connection.run("DELETE FROM source WHERE item BETWEEN ?1 AND ?2", first, *end);
    if (!dropped) return fail(dropped);
    auto removed = connection.run("DELETE FROM item WHERE id BETWEEN ?1 AND ?2", first, *end);
    if (!removed) return fail(removed);
    if (connection.changed_rows() == max_items) return false;
    auto gone = connection.run("DELETE FROM job WHERE key = ?1 AND draft = 1", job);
    if (!gone) return fail(gone);
    return true;
}

}  // namespace lectern::backends::sqlite
