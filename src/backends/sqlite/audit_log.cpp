#include "backends/sqlite/audit_log.hpp"

#include <algorithm>
#include <limits>

#include "backends/sqlite/paging.hpp"

namespace lectern::backends::sqlite {
namespace {

constexpr std::string_view select_record =
    "SELECT sequence, time, tenant, subject, api_key, protocol, operation, target, outcome,"
    " request_id, trace_id, remote_address, repeated, previous_hash, hash FROM audit ";
constexpr std::string_view list_name = "audit";

domain::AuditRecord decode_audit(const Row& row) {
    return {
        .sequence = row.get<std::uint64_t>(0),
        .time = row.get<Timestamp>(1),
        .tenant = row.get<TenantId>(2),
        .subject = row.get<std::string>(3),
        .key = row.get<KeyId>(4),
        .protocol = row.get<std::string>(5),
        .operation = row.get<std::string>(6),
        .target = row.get<std::string>(7),
        .outcome = row.get<std::string>(8),
        .request_id = row.get<std::string>(9),
        .trace_id = row.get<std::string>(10),
        .remote_address = row.get<std::string>(11),
        .repeated = row.get<std::uint64_t>(12),
        .previous_hash = row.get<std::string>(13),
        .hash = row.get<std::string>(14),
    };
}

Result<void> insert(Connection& connection, const domain::AuditRecord& record) {
    return connection.run(
        "INSERT INTO audit VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,"
        " ?15)",
        record.sequence,
        record.time,
        record.tenant,
        record.subject,
        record.key,
        record.protocol,
        record.operation,
        record.target,
        record.outcome,
        record.request_id,
        record.trace_id,
        record.remote_address,
        record.repeated,
        record.previous_hash,
        record.hash
    );
}

// Empty stands for any.
std::optional<std::string> wanted(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

Result<std::optional<domain::AuditRecord>> SqliteAuditLog::last(const RequestContext&) {
    static const std::string sql = std::string(select_record) + "ORDER BY sequence DESC LIMIT 1";
    return database_.read([&](Connection& connection) {
        return connection.first(sql, decode_audit);
    });
}

Result<void> SqliteAuditLog::append(
    const RequestContext&, std::span<const domain::AuditRecord> records
) {
    return database_.write([&](Connection& connection) -> Result<void> {
        const auto last = connection.number("SELECT coalesce(max(sequence), 0) FROM audit");
        if (!last) return lectern::fail(last.error());
        auto next = static_cast<std::uint64_t>(*last);
        for (const domain::AuditRecord& record : records) {
            if (record.sequence != ++next) {
                return fail(
                    ErrorCode::failed_precondition, "audit records must go on from the last one"
                );
            }
            if (auto inserted = insert(connection, record); !inserted) return inserted;
        }
        return {};
    });
}

Result<domain::Page<domain::AuditRecord>> SqliteAuditLog::list(
    const RequestContext&,
    const TenantId& tenant,
    const ports::AuditFilter& filter,
    const domain::PageRequest& page
) {
    auto start = start_of(page, list_name, {.numbers = {std::numeric_limits<std::int64_t>::max()}});
    if (!start) return fail(start);
    static const std::string sql = std::string(select_record) +
                                   "WHERE tenant = ?1 AND sequence < ?2"
                                   " AND (?3 IS NULL OR time >= ?3) AND (?4 IS NULL OR time < ?4)"
                                   " AND (?5 IS NULL OR subject = ?5)"
                                   " AND (?6 IS NULL OR operation = ?6)"
                                   " AND (?7 IS NULL OR outcome = ?7)"
                                   " ORDER BY sequence DESC LIMIT ?8";
    auto records = database_.read([&](Connection& connection) {
        return connection.all(
            sql,
            decode_audit,
            tenant,
            start->numbers.front(),
            filter.from,
            filter.until,
            wanted(filter.subject),
            wanted(filter.operation),
            wanted(filter.outcome),
            rows_for(page)
        );
    });
    if (!records) return fail(records);
    return make_page(std::move(*records), page, list_name, [](const domain::AuditRecord& record) {
        return domain::CursorPosition{.numbers = {static_cast<std::int64_t>(record.sequence)}};
    });
}

Result<std::vector<domain::AuditRecord>> SqliteAuditLog::read(
    const RequestContext&, std::uint64_t after, std::size_t limit
) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    static const std::string sql =
        std::string(select_record) + "WHERE sequence > ?1 ORDER BY sequence LIMIT ?2";
    return database_.read([&](Connection& connection) {
        return connection.all(
            sql, decode_audit, std::min(after, most), std::min<std::uint64_t>(limit, most)
        );
    });
}

}  // namespace lectern::backends::sqlite
