#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/sqlite/connection.hpp"
#include "backends/sqlite/job_rows.hpp"
#include "core/result.hpp"
#include "ports/job_store.hpp"

namespace lectern::backends::sqlite {

/// An item as it is written; made before the writer's turn.
struct EncodedItem {
    DocumentId document;
    std::string content_hash;
    std::optional<domain::Version> version;
    std::string source;  ///< Record of the document.
};

/// `invalid_argument` for a document that could not be read back.
Result<std::vector<EncodedItem>> encode_items(const std::vector<ports::NewItem>& items);

/// The job that answers for this idempotency key, if one does; `already_exists` when the key was
/// used for something else.
Result<std::optional<StoredJob>> find_by_key(Connection& connection, const ports::NewJob& job);

/// Looks for the one job that came with all of some documents, unchanged.
class UnchangedSearch final {
  public:
    UnchangedSearch(Connection& connection, std::int64_t space)
        : connection_(connection), space_(space) {}

    /// False when no job can be the answer any more.
    Result<bool> add(const DocumentId& document, std::string_view content_hash);

    /// Once every document was added; nothing when that job may not answer again.
    Result<std::optional<StoredJob>> answer();

  private:
    Connection& connection_;
    const std::int64_t space_;
    std::optional<std::int64_t> job_;
    bool failed_ = false;
};

/// Adds a job that is a draft; returns its key. `already_exists` when its id is taken.
Result<std::int64_t> insert_draft(
    Connection& connection, const ports::NewJob& job, std::int64_t space
);

struct ItemPlace {
    std::int64_t job = 0;
    std::int64_t space = 0;
    std::uint32_t first_ordinal = 0;
    bool is_draft = false;  ///< False when the job becomes visible in the same step.
};

/// Adds items to a draft.
Result<void> insert_items(
    Connection& connection,
    const ItemPlace& place,
    const std::vector<EncodedItem>& items,
    Timestamp now
);

/// Turns a draft with `total` items into a job that everybody sees, queued and with versions: a few
/// rows, whatever the number of items.
Result<StoredJob> make_visible(
    Connection& connection,
    std::int64_t job,
    std::uint32_t total,
    const std::string& request_digest,
    Timestamp now
);

/// Removes at most `max_items` items of a draft, with the last of them the draft; true when nothing
/// is left.
Result<bool> discard_draft(Connection& connection, std::int64_t job, std::int64_t max_items);

}  // namespace lectern::backends::sqlite
