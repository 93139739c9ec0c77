#pragma once

#include <cstdint>
#include <optional>

#include "backends/sqlite/connection.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"

namespace lectern::backends::sqlite {

/// The key of a tenant's dataset name; nothing when it was never used.
Result<std::optional<std::int64_t>> find_space(
    Connection& connection, const TenantId& tenant, const DatasetId& dataset
);

/// The same, given out now if need be.
Result<std::int64_t> ensure_space(
    Connection& connection, const TenantId& tenant, const DatasetId& dataset
);

}  // namespace lectern::backends::sqlite
