#include "backends/sqlite/job_rows.hpp"

#include "backends/sqlite/item_key.hpp"

namespace lectern::backends::sqlite {

const std::string& select_job() {
    static const std::string sql =
        "SELECT j.key, j.space, j.next_ordinal, j.first_version, j.accepted_at, j.id, j.tenant, "
        "s.dataset, j.state,"
        " j.priority, j.total, j.indexed, j.failed, j.cancelled, j.cancel_requested, j.request_id, "
        "j.correlation_id,"
        " j.traceparent, j.created_at, j.started_at, j.finished_at"
        " FROM job j JOIN space s ON s.key = j.space ";
    return sql;
}

StoredJob decode_job(const Row& row) {
    return {
        .key = row.get<std::int64_t>(0),
        .space = row.get<std::int64_t>(1),
        .next_ordinal = row.get<std::int64_t>(2),
        .first_version = row.get<std::int64_t>(3),
        .accepted_at = row.get<Timestamp>(4),
        .job =
            {
                .id = row.get<JobId>(5),
                .tenant = row.get<TenantId>(6),
                .dataset = row.get<DatasetId>(7),
                .state = row.get<domain::JobState>(8),
                .priority = row.get<domain::Priority>(9),
                .counts =
                    {
                        .total = row.get<std::uint64_t>(10),
                        .indexed = row.get<std::uint64_t>(11),
                        .failed = row.get<std::uint64_t>(12),
                        .cancelled = row.get<std::uint64_t>(13),
                    },
                .cancel_requested = row.get<bool>(14),
                .request_id = row.get<std::string>(15),
                .correlation_id = row.get<std::string>(16),
                .traceparent = row.get<std::string>(17),
                .created_at = row.get<Timestamp>(18),
                .started_at = row.get<std::optional<Timestamp>>(19),
                .finished_at = row.get<std::optional<Timestamp>>(20),
            },
    };
}

Result<std::optional<StoredJob>> find_job(Connection& connection, const JobId& id) {
    static const std::string sql = select_job() + "WHERE j.id = ?1 AND j.draft = 0";
    return connection.first(sql, decode_job, id);
}

Result<std::optional<StoredJob>> find_job(Connection& connection, std::int64_t key) {
    static const std::string sql = select_job() + "WHERE j.key = ?1 AND j.draft = 0";
    return connection.first(sql, decode_job, key);
}

Result<StoredJob> find_own_job(Connection& connection, const TenantId& tenant, const JobId& id) {
    auto job = find_job(connection, id);
    if (!job) return fail(job);
    if (!*job || (*job)->job.tenant != tenant) return absent_job(id);
    return std::move(**job);
}

Result<void> save_progress(Connection& connection, const StoredJob& job) {
    return connection.run(
        "UPDATE job SET state = ?2, indexed = ?3, failed = ?4, cancelled = ?5, cancel_requested = "
        "?6,"
        " started_at = ?7, finished_at = ?8, next_ordinal = ?9 WHERE key = ?1",
        job.key,
        job.job.state,
        job.job.counts.indexed,
        job.job.counts.failed,
        job.job.counts.cancelled,
        job.job.cancel_requested,
        job.job.started_at,
        job.job.finished_at,
        job.next_ordinal
    );
}

domain::JobItem decode_item(const Row& row, const StoredJob& job) {
    const std::uint32_t ordinal = ItemKey::ordinal(row.get<std::int64_t>(0));
    domain::JobItem item{
        .job = job.job.id,
        .ordinal = ordinal,
        .document = row.get<DocumentId>(1),
        .version = static_cast<domain::Version>(
            row.get<std::optional<std::int64_t>>(2).value_or(job.first_version + ordinal)
        ),
        .state = row.get<domain::ItemState>(3),
        .superseded = row.get<bool>(4),
        .updated_at = row.get<Timestamp>(8),
    };
    if (!row.is_null(5)) {
        item.failure = domain::ItemFailure{
            .code = row.get<ErrorCode>(5),
            .reason = row.get<std::string>(7),
            .stage = row.get<domain::IngestStage>(6),
        };
    }
    return item;
}

std::unexpected<Error> absent_job(const JobId& id) {
    return fail(ErrorCode::not_found, "job " + id.value + " not found");
}

std::unexpected<Error> absent_item(const JobId& id, std::uint32_t ordinal) {
    return fail(
        ErrorCode::not_found,
        "item " + std::to_string(ordinal) + " of job " + id.value + " not found"
    );
}

}  // namespace lectern::backends::sqlite
