#pragma once

#include <cstdint>

#include "backends/sqlite/connection.hpp"
#include "core/result.hpp"
#include "domain/document.hpp"
#include "ports/document_store.hpp"

namespace lectern::backends::sqlite {

/// The number of the next change to searchable documents.
Result<ports::Sequence> next_sequence(Connection& connection);

/// Gives out `count` versions in a row and returns the first.
Result<domain::Version> take_versions(Connection& connection, std::int64_t count);

/// Versions up to this one were given out or published.
Result<domain::Version> newest_version(Connection& connection);

/// Sees to it that `version` is never given out.
Result<void> raise_version(Connection& connection, domain::Version version);

/// Gives out `count` event ids in a row and returns the first.
Result<std::uint64_t> take_event_ids(Connection& connection, std::size_t count);

/// Keeps the number of items that were never leased.
Result<void> add_waiting(Connection& connection, std::int64_t change);

}  // namespace lectern::backends::sqlite
