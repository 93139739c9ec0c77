#pragma once

#include "backends/sqlite/database.hpp"
#include "ports/dead_letter_store.hpp"

namespace lectern::backends::sqlite {

/// What `SqliteJobStore::advance` wrote of items that failed; the rest of a dead letter is its
/// item's and job's.
class SqliteDeadLetterStore final : public ports::DeadLetterStore {
  public:
    explicit SqliteDeadLetterStore(Database& database) : database_(database) {}

    Result<domain::DeadLetter> find(const RequestContext& context, const DeadLetterId& id) override;
    Result<domain::Page<domain::DeadLetter>> list(
        const RequestContext& context,
        const ports::DeadLetterFilter& filter,
        const domain::PageRequest& page
    ) override;
    Result<void> remove(const RequestContext& context, const DeadLetterId& id) override;

  private:
    Database& database_;
};

}  // namespace lectern::backends::sqlite
