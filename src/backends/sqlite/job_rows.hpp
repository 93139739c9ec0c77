#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "backends/sqlite/connection.hpp"
#include "core/result.hpp"
#include "domain/job.hpp"

namespace lectern::backends::sqlite {

/// A job with what the store alone knows of it.
struct StoredJob {
    std::int64_t key = 0;
    std::int64_t space = 0;
    std::int64_t next_ordinal = 0;  ///< The first item that was never leased.
    std::int64_t first_version = 0;
    Timestamp accepted_at{};
    domain::Job job{};
};

/// `SELECT ... FROM job j JOIN space s ...`, for a WHERE clause to follow; `decode_job` reads its
/// rows.
const std::string& select_job();
StoredJob decode_job(const Row& row);

/// Of any tenant. Nothing for a draft.
Result<std::optional<StoredJob>> find_job(Connection& connection, const JobId& id);
Result<std::optional<StoredJob>> find_job(Connection& connection, std::int64_t key);

/// Of the tenant; `not_found` for another's and for a draft.
Result<StoredJob> find_own_job(Connection& connection, const TenantId& tenant, const JobId& id);

/// Writes state, counts, times and `next_ordinal`.
Result<void> save_progress(Connection& connection, const StoredJob& job);

/// An item of a job, read by `SELECT ` `item_columns` ` FROM item i`.
inline constexpr std::string_view item_columns =
    "i.id, i.document, i.version, i.state, i.superseded, i.failure_code, i.failure_stage, "
    "i.failure_reason,"
    " i.updated_at";
domain::JobItem decode_item(const Row& row, const StoredJob& job);

std::unexpected<Error> absent_job(const JobId& id);
std::unexpected<Error> absent_item(const JobId& id, std::uint32_t ordinal);

}  // namespace lectern::backends::sqlite
