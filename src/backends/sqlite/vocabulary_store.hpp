#pragma once

#include "backends/sqlite/database.hpp"
#include "ports/graph_store.hpp"

namespace lectern::backends::sqlite {

class SqliteVocabularyStore final : public ports::VocabularyStore {
  public:
    explicit SqliteVocabularyStore(Database& database) : database_(database) {}

    Result<void> put(const RequestContext& context, const domain::Vocabulary& vocabulary) override;
    Result<domain::Vocabulary> find(const RequestContext& context, const VocabularyId& id) override;
    Result<domain::Page<domain::Vocabulary>> list(
        const RequestContext& context, const domain::PageRequest& page
    ) override;
    Result<void> remove(const RequestContext& context, const VocabularyId& id) override;

  private:
    Database& database_;
};

}  // namespace lectern::backends::sqlite
