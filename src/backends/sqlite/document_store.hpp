#pragma once

#include "backends/sqlite/database.hpp"
#include "ports/document_store.hpp"

namespace lectern::backends::sqlite {

class SqliteDocumentStore final : public ports::DocumentStore {
  public:
    explicit SqliteDocumentStore(Database& database) : database_(database) {}

    Result<std::vector<ports::Publication>> publish(
        const RequestContext& context, std::span<const ports::ProcessedDocument> documents
    ) override;
    Result<std::vector<std::optional<domain::Document>>> find_many(
        const RequestContext& context, std::span<const domain::DocumentKey> keys
    ) override;
    Result<std::vector<std::optional<std::string>>> texts(
        const RequestContext& context, std::span<const domain::DocumentKey> keys
    ) override;
    Result<std::vector<domain::Page<domain::Document>>> list_many(
        const RequestContext& context,
        std::span<const DatasetId> datasets,
        const domain::PageRequest& page
    ) override;
    Result<ports::Sequence> remove(const RequestContext& context, const domain::DocumentKey& key)
        override;
    Result<std::vector<ports::StoredChunk>> chunks(
        const RequestContext& context,
        const DatasetId& dataset,
        std::span<const domain::ChunkRef> refs
    ) override;
    Result<std::vector<ports::Change>> changes(
        const RequestContext& context, ports::Sequence after, std::size_t limit
    ) override;
    Result<std::vector<ports::DocumentCounts>> count_many(
        const RequestContext& context, std::span<const DatasetId> datasets
    ) override;

  private:
    Database& database_;
};

}  // namespace lectern::backends::sqlite
