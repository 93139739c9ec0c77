#pragma once

#include <cstdint>

#include "backends/sqlite/connection.hpp"
#include "core/result.hpp"

namespace lectern::backends::sqlite {

/// In the file's header, by which it is told from other SQLite databases: `LECT`.
inline constexpr std::int64_t application_id = 0x4c454354;

/// The version that `migrate` brings a database to.
std::int64_t schema_version();

/// Makes the tables of a new database, or takes an older one to the present schema, in one
/// transaction. Fails with `failed_precondition` for a database that is not Lectern's or that a
/// later Lectern wrote.
Result<void> migrate(Connection& connection);

}  // namespace lectern::backends::sqlite
