#include "backends/sqlite/spaces.hpp"

namespace lectern::backends::sqlite {

Result<std::optional<std::int64_t>> find_space(
    Connection& connection, const TenantId& tenant, const DatasetId& dataset
) {
    return connection.first(
        "SELECT key FROM space WHERE tenant = ?1 AND dataset = ?2",
        [](const Row& row) { return row.get<std::int64_t>(0); },
        tenant,
        dataset
    );
}

Result<std::int64_t> ensure_space(
    Connection& connection, const TenantId& tenant, const DatasetId& dataset
) {
    auto found = find_space(connection, tenant, dataset);
    if (!found) return fail(found);
    if (*found) return **found;
    auto added =
        connection.run("INSERT INTO space (tenant, dataset) VALUES (?1, ?2)", tenant, dataset);
    if (!added) return fail(added);
    return connection.last_row_id();
}

}  // namespace lectern::backends::sqlite
