#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "backends/sqlite/connection.hpp"
#include "backends/sqlite/record_codec.hpp"
#include "core/result.hpp"
#include "ports/document_store.hpp"

namespace lectern::backends::sqlite {

/// A document as it is written; made before the writer's turn.
struct EncodedDocument {
    const domain::Document* document = nullptr;
    std::string record{};
    std::string text{};
    std::string vectors{};
    std::vector<std::pair<std::uint32_t, std::string>> chunks{};  ///< Ordinals and records.
};

/// `invalid_argument` for a document that could not be read back.
Result<EncodedDocument> encode_document(const ports::ProcessedDocument& document);

/// A row of `document`: a live version or what is left of a removed one.
struct DocumentRow {
    std::int64_t key = 0;
    bool live = false;
    domain::Version version = 0;
    std::int64_t sequence = 0;
    std::int64_t chunks = 0;
    std::optional<std::int64_t> previous_sequence{};
};

Result<std::optional<DocumentRow>> find_row(
    Connection& connection, std::int64_t space, const DocumentId& id
);

/// Makes the document the live one, unless a newer one or a removal has won.
Result<ports::Publication> publish_document(
    Connection& connection, const EncodedDocument& document
);

/// Takes a live document away; versions up to `newest` lose from now on.
Result<ports::Sequence> remove_document(
    Connection& connection, std::int64_t space, const DocumentRow& row, domain::Version newest
);

/// Takes all documents of a space away; versions up to `newest` lose, also of documents that were
/// never live.
Result<void> remove_documents(Connection& connection, std::int64_t space, domain::Version newest);

}  // namespace lectern::backends::sqlite
