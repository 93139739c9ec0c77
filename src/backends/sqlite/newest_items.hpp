#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/sqlite/connection.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"
#include "domain/document.hpp"

namespace lectern::backends::sqlite {

// Which item is the newest accepted version of its document. Items of drafts are marked too, so
// that committing a draft need not touch its items; until then they do not count. A document thus
// has one marked item for each draft that holds it, and one or two of visible jobs; what is
// superseded is unmarked when the next item comes.

/// An item of a visible job.
struct NewestItem {
    std::int64_t id = 0;
    domain::Version version = 0;
    std::string content_hash{};
};

Result<std::optional<NewestItem>> find_newest(
    Connection& connection, std::int64_t space, const DocumentId& document
);

/// Unmarks what an item that is about to be added supersedes, and says whether to mark that item.
/// `version` is its own when it has one. The item of a draft supersedes nothing yet.
Result<bool> make_way(
    Connection& connection,
    std::int64_t space,
    const DocumentId& document,
    std::optional<domain::Version> version,
    bool is_draft
);

/// From now on the document, or every document of the space, counts as never handed in.
Result<void> forget_newest(Connection& connection, std::int64_t space, const DocumentId& document);
Result<void> forget_newest(Connection& connection, std::int64_t space);

}  // namespace lectern::backends::sqlite
