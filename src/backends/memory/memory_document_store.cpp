#include "backends/memory/memory_document_store.hpp"

#include <algorithm>
#include <mutex>

namespace lectern::backends::memory {
namespace {

std::unexpected<Error> absent(const domain::DocumentKey& key) {
    return fail(ErrorCode::not_found, "document " + key.id.value + " not found");
}

const domain::Chunk* find_chunk(const ports::ProcessedDocument& document, std::uint32_t ordinal) {
    const auto found = std::ranges::find(document.chunks, ordinal, &domain::Chunk::ordinal);
    return found == document.chunks.end() ? nullptr : &*found;
}

ports::StoredChunk to_stored(const ports::ProcessedDocument& document, const domain::Chunk& chunk) {
    ports::StoredChunk stored{
        .dataset = document.document.key.dataset,
        .ref =
            {.document = document.document.key.id,
             .version = document.document.version,
             .ordinal = chunk.ordinal},
        .chunk =
            {.ordinal = chunk.ordinal,
             .text = chunk.text,
             .headings = chunk.headings,
             .source = chunk.source},
        .title = document.document.title,
        .url = document.document.url,
        .metadata = document.document.metadata,
    };
    return stored;
}

}  // namespace

Result<std::vector<ports::Publication>> MemoryDocumentStore::publish(
    const RequestContext&, std::span<const ports::ProcessedDocument> documents
) {
    std::vector<ports::Publication> publications;
    publications.reserve(documents.size());
    const std::lock_guard lock(state_.mutex);
    for (const ports::ProcessedDocument& document : documents) {
        state_.newest_version = std::max(state_.newest_version, document.document.version);
        publications.push_back(state_.documents.publish(document));
    }
    return publications;
}

Result<std::vector<std::optional<domain::Document>>> MemoryDocumentStore::find_many(
    const RequestContext&, std::span<const domain::DocumentKey> keys
) {
    std::vector<std::optional<domain::Document>> found(keys.size());
    const std::lock_guard lock(state_.mutex);
    for (std::size_t at = 0; at < keys.size(); ++at) {
        const ports::ProcessedDocument* document = state_.documents.find(keys[at]);
        if (document != nullptr) found[at] = document->document;
    }
    return found;
}

Result<std::vector<std::optional<std::string>>> MemoryDocumentStore::texts(
    const RequestContext&, std::span<const domain::DocumentKey> keys
) {
    std::vector<std::optional<std::string>> found(keys.size());
    const std::lock_guard lock(state_.mutex);
    for (std::size_t at = 0; at < keys.size(); ++at) {
        const ports::ProcessedDocument* document = state_.documents.find(keys[at]);
        if (document != nullptr) found[at] = document->text;
    }
    return found;
}

Result<std::vector<domain::Page<domain::Document>>> MemoryDocumentStore::list_many(
    const RequestContext& context,
    std::span<const DatasetId> datasets,
    const domain::PageRequest& page
) {
    if (auto good = domain::validate(page); !good) return fail(good);
    std::vector<domain::Page<domain::Document>> pages;
    const std::lock_guard lock(state_.mutex);
    for (const DatasetId& dataset : datasets) {
        auto one = state_.documents.list({context.principal.tenant, dataset}, page);
        if (!one) return fail(one);
        pages.push_back(std::move(*one));
    }
    return pages;
}

Result<ports::Sequence> MemoryDocumentStore::remove(
    const RequestContext&, const domain::DocumentKey& key
) {
    const std::lock_guard lock(state_.mutex);
    const auto sequence = state_.documents.remove(key, state_.newest_version);
    if (!sequence) return absent(key);
    state_.jobs.forget_document(key);
    return *sequence;
}

Result<std::vector<ports::StoredChunk>> MemoryDocumentStore::chunks(
    const RequestContext& context, const DatasetId& dataset, std::span<const domain::ChunkRef> refs
) {
    std::vector<ports::StoredChunk> chunks;
    chunks.reserve(refs.size());
    const std::lock_guard lock(state_.mutex);
    for (const domain::ChunkRef& ref : refs) {
        const ports::ProcessedDocument* document = state_.documents.find_version(
            {.tenant = context.principal.tenant, .dataset = dataset, .id = ref.document},
            ref.version
        );
        if (document == nullptr) continue;
        const domain::Chunk* chunk = find_chunk(*document, ref.ordinal);
        if (chunk != nullptr) chunks.push_back(to_stored(*document, *chunk));
    }
    return chunks;
}

Result<std::vector<ports::Change>> MemoryDocumentStore::changes(
    const RequestContext&, ports::Sequence after, std::size_t limit
) {
    const std::lock_guard lock(state_.mutex);
    return state_.documents.changes(after, limit);
}

Result<std::vector<ports::DocumentCounts>> MemoryDocumentStore::count_many(
    const RequestContext& context, std::span<const DatasetId> datasets
) {
    std::vector<ports::DocumentCounts> counts;
    const std::lock_guard lock(state_.mutex);
    for (const DatasetId& dataset : datasets)
        counts.push_back(state_.documents.count({context.principal.tenant, dataset}));
    return counts;
}

}  // namespace lectern::backends::memory
