#pragma once

#include <string>
#include <vector>

#include "backends/sqlite/connection.hpp"
#include "core/result.hpp"

namespace lectern::backends::sqlite {

/// What is wrong with the database, one line a finding, most of them with a number of rows:
/// SQLite's own check of the file, references, and what the tables say about each other. Empty when
/// it is sound. Reads everything.
Result<std::vector<std::string>> find_inconsistencies(Connection& connection);

}  // namespace lectern::backends::sqlite
