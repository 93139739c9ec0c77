#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "backends/sqlite/connection.hpp"
#include "backends/sqlite/record_codec.hpp"
#include "core/result.hpp"
#include "ports/document_store.hpp"

namespace lectern::backends::sqlite {

/// Reads single chunks of one space, and each document of theirs once. For one snapshot.
class ChunkReader final {
  public:
    ChunkReader(Connection& connection, std::int64_t space)
        : connection_(connection), space_(space) {}

    /// Without dataset and vector. Nothing when the chunk's version is gone.
    Result<std::optional<ports::StoredChunk>> find(const domain::ChunkRef& ref);

  private:
    /// The version of a document that a chunk is of.
    struct Publication {
        std::int64_t sequence = 0;
        DocumentRecord record{};
    };

    Result<const std::optional<Publication>*> publication(const domain::ChunkRef& ref);

    Connection& connection_;
    const std::int64_t space_;
    std::map<std::pair<DocumentId, domain::Version>, std::optional<Publication>> publications_;
};

/// Every chunk of a live publication, with vectors, by ordinal.
Result<std::vector<domain::Chunk>> read_chunks(Connection& connection, ports::Sequence sequence);

}  // namespace lectern::backends::sqlite
