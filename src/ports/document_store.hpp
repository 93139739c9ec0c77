#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "domain/document.hpp"
#include "domain/page.hpp"
#include "ports/one_of.hpp"

namespace lectern::ports {

/// Place of a change in the store's history: grows by every publication and removal, over all
/// tenants.
using Sequence = std::uint64_t;

/// A document that went through the stages and is ready to be searched.
struct ProcessedDocument {
    domain::Document document{};  ///< `created_at` is the store's to set.
    std::string text{};           ///< As extracted; chunks' `source` ranges point into it.
    std::vector<domain::Chunk> chunks{};
};

/// What became of one published document.
struct Publication {
    Sequence sequence = 0;  ///< Of the change; 0 when superseded.
    /// A newer version, or a removal (of the document or its dataset) accepted after this version,
    /// had won; nothing changed.
    bool superseded = false;
};

/// A document that an index has to hold as given, or (without one) no longer.
struct Change {
    Sequence sequence = 0;
    domain::DocumentKey key{};
    std::optional<ProcessedDocument> document{};
};

struct StoredChunk {
    DatasetId dataset{};
    domain::ChunkRef ref{};
    domain::Chunk chunk{};
    /// Of the document in the chunk's version, so that showing a hit takes one read.
    std::string title{};
    std::string url{};
    domain::Object metadata{};
};

struct DocumentCounts {
    std::uint64_t documents = 0;
    std::uint64_t chunks = 0;
};

/// The searchable documents and their chunks: system of record, from which every index can be
/// rebuilt. Thread-safe. A success is durable. Tenants come from `context.principal.tenant` or,
/// where a key carries one, from the key; an adapter passes on keys only of its own principal.
class DocumentStore {
  public:
    virtual ~DocumentStore() = default;

    /// Makes each document the live one of its key, unless a newer version is. All in one step, in
    /// order; publishing a live version again changes nothing and returns its sequence. The chunks
    /// of the version before stay readable by `chunks` until the key's next change, so that a
    /// search that still sees them can show them.
    virtual Result<std::vector<Publication>> publish(
        const RequestContext& context, std::span<const ProcessedDocument> documents
    ) = 0;

    /// The live version of each, in the order asked; nothing where there is none.
    virtual Result<std::vector<std::optional<domain::Document>>> find_many(
        const RequestContext& context, std::span<const domain::DocumentKey> keys
    ) = 0;

    /// The live version; `not_found` when there is none.
    Result<domain::Document> find(const RequestContext& context, const domain::DocumentKey& key) {
        return one_of(find_many(context, {&key, 1}), "document", key.id.value);
    }

    /// The extracted text of the live version of each, likewise.
    virtual Result<std::vector<std::optional<std::string>>> texts(
        const RequestContext& context, std::span<const domain::DocumentKey> keys
    ) = 0;

    /// The extracted text of the live version; `not_found` when there is none.
    Result<std::string> text(const RequestContext& context, const domain::DocumentKey& key) {
        return one_of(texts(context, {&key, 1}), "document", key.id.value);
    }

    /// Live documents by id, one page a dataset.
    virtual Result<std::vector<domain::Page<domain::Document>>> list_many(
        const RequestContext& context,
        std::span<const DatasetId> datasets,
        const domain::PageRequest& page
    ) = 0;

    /// Live documents of a dataset by id.
    Result<domain::Page<domain::Document>> list(
        const RequestContext& context, const DatasetId& dataset, const domain::PageRequest& page
    ) {
        auto pages = list_many(context, {&dataset, 1}, page);
        if (!pages) return fail(pages);
        return std::move(pages->front());
    }

    /// Removes the document and every chunk of it; versions accepted earlier lose against the
    /// removal. `not_found` when there is none.
    virtual Result<Sequence> remove(
        const RequestContext& context, const domain::DocumentKey& key
    ) = 0;

    /// Chunks with text and headings, without vectors, in the order asked. Those that are gone are
    /// left out.
    virtual Result<std::vector<StoredChunk>> chunks(
        const RequestContext& context,
        const DatasetId& dataset,
        std::span<const domain::ChunkRef> refs
    ) = 0;

    /// The net changes after `after` of all tenants, in order, at most `limit`: each key once, at
    /// its last change, `text` left empty. With `after` 0 these are all live documents. For indexes
    /// that catch up.
    virtual Result<std::vector<Change>> changes(
        const RequestContext& context, Sequence after, std::size_t limit
    ) = 0;

    /// Live documents and chunks of each dataset, in the order asked.
    virtual Result<std::vector<DocumentCounts>> count_many(
        const RequestContext& context, std::span<const DatasetId> datasets
    ) = 0;

    /// Live documents and chunks of a dataset.
    Result<DocumentCounts> count(const RequestContext& context, const DatasetId& dataset) {
        auto counts = count_many(context, {&dataset, 1});
        if (!counts) return fail(counts);
        return counts->front();
    }
};

}  // namespace lectern::ports
