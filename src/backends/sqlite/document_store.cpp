#include "backends/sqlite/document_store.hpp"

#include "backends/sqlite/chunk_reader.hpp"
#include "backends/sqlite/counters.hpp"
#include "backends/sqlite/document_rows.hpp"
#include "backends/sqlite/item_key.hpp"
#include "backends/sqlite/newest_items.hpp"
#include "backends/sqlite/paging.hpp"
#include "backends/sqlite/read_each.hpp"
#include "backends/sqlite/spaces.hpp"
#include "domain/list_cursor.hpp"

namespace lectern::backends::sqlite {
namespace {

std::unexpected<Error> absent(const domain::DocumentKey& key) {
    return fail(ErrorCode::not_found, "document " + key.id.value + " not found");
}

// Of `d.id, d.version, d.created_at, d.updated_at, d.record`.
Result<domain::Document> decode_document(
    const Row& row, const TenantId& tenant, const DatasetId& dataset
) {
    auto record = decode_record<DocumentRecord>(row.blob(4));
    if (!record) return fail(record);
    return domain::Document{
        .key = {.tenant = tenant, .dataset = dataset, .id = row.get<DocumentId>(0)},
        .version = row.get<domain::Version>(1),
        .title = std::move(record->title),
        .url = std::move(record->url),
        .media_type = std::move(record->media_type),
        .metadata = std::move(record->metadata),
        .content_hash = std::move(record->content_hash),
        .chunk_count = record->chunk_count,
        .job = std::move(record->job),
        .created_at = row.get<Timestamp>(2),
        .updated_at = row.get<Timestamp>(3),
    };
}

Result<ports::Change> decode_change(const Row& row) {
    ports::Change change{
        .sequence = row.get<ports::Sequence>(5),
        .key =
            {.tenant = row.get<TenantId>(7),
             .dataset = row.get<DatasetId>(8),
             .id = row.get<DocumentId>(0)},
    };
    if (!row.get<bool>(6)) return change;
    auto document = decode_document(row, change.key.tenant, change.key.dataset);
    if (!document) return fail(document);
    change.document = ports::ProcessedDocument{.document = std::move(*document)};
    return change;
}

}  // namespace

Result<std::vector<ports::Publication>> SqliteDocumentStore::publish(
    const RequestContext&, std::span<const ports::ProcessedDocument> documents
) {
    std::vector<EncodedDocument> encoded;
    encoded.reserve(documents.size());
    for (const ports::ProcessedDocument& document : documents) {
        auto one = encode_document(document);
        if (!one) return fail(one);
        encoded.push_back(std::move(*one));
    }
    return database_.write([&](Connection& connection) -> Result<std::vector<ports::Publication>> {
        std::vector<ports::Publication> publications;
        publications.reserve(encoded.size());
        for (const EncodedDocument& document : encoded) {
            auto publication = publish_document(connection, document);
            if (!publication) return fail(publication);
            publications.push_back(*publication);
        }
        return publications;
    });
}

Result<std::vector<std::optional<domain::Document>>> SqliteDocumentStore::find_many(
    const RequestContext&, std::span<const domain::DocumentKey> keys
) {
    return read_each(database_, keys, [](Connection& connection, const domain::DocumentKey& key) {
        return connection.first(
            "SELECT d.id, d.version, d.created_at, d.updated_at, d.record FROM document d JOIN "
            "space s ON s.key ="
            " d.space WHERE s.tenant = ?1 AND s.dataset = ?2 AND d.id = ?3 AND d.live = 1",
            [&](const Row& row) { return decode_document(row, key.tenant, key.dataset); },
            key.tenant,
            key.dataset,
            key.id
        );
    });
}

Result<std::vector<std::optional<std::string>>> SqliteDocumentStore::texts(
    const RequestContext&, std::span<const domain::DocumentKey> keys
) {
    return read_each(database_, keys, [](Connection& connection, const domain::DocumentKey& key) {
        return connection.first(
            "SELECT b.text FROM document d JOIN space s ON s.key = d.space JOIN body b ON "
            "b.sequence = d.sequence"
            " WHERE s.tenant = ?1 AND s.dataset = ?2 AND d.id = ?3 AND d.live = 1",
            [](const Row& row) { return decode_record<std::string>(row.blob(0)); },
            key.tenant,
            key.dataset,
            key.id
        );
    });
}

Result<std::vector<domain::Page<domain::Document>>> SqliteDocumentStore::list_many(
    const RequestContext& context,
    std::span<const DatasetId> datasets,
    const domain::PageRequest& page
) {
    const auto start = start_of(page, "documents", {.texts = {""}});
    if (!start) return fail(start.error());
    const TenantId& tenant = context.principal.tenant;
    return read_each(
        database_,
        datasets,
        [&](Connection& connection,
            const DatasetId& dataset) -> Result<domain::Page<domain::Document>> {
            auto documents = connection.all(
                "SELECT d.id, d.version, d.created_at, d.updated_at, d.record FROM document d JOIN "
                "space s ON s.key ="
                " d.space WHERE s.tenant = ?1 AND s.dataset = ?2 AND d.live = 1 AND d.id > ?3 "
                "ORDER BY d.id LIMIT ?4",
                [&](const Row& row) { return decode_document(row, tenant, dataset); },
                tenant,
                dataset,
                start->texts.front(),
                rows_for(page)
            );
            if (!documents) return fail(documents);
            return make_page(
                std::move(*documents),
                page,
                "documents",
                [](const domain::Document& document) { return domain::position_of(document); }
            );
        }
    );
}

Result<ports::Sequence> SqliteDocumentStore::remove(
    const RequestContext&, const domain::DocumentKey& key
) {
    return database_.write([&](Connection& connection) -> Result<ports::Sequence> {
        const auto space = find_space(connection, key.tenant, key.dataset);
        if (!space) return lectern::fail(space.error());
        if (!*space) return absent(key);
        auto row = find_row(connection, **space, key.id);
        if (!row) return fail(row);
        if (!*row || !(*row)->live) return absent(key);
        const auto newest = newest_version(connection);
        if (!newest) return lectern::fail(newest.error());
        auto forgotten = forget_newest(connection, **space, key.id);
        if (!forgotten) return fail(forgotten);
        return remove_document(connection, **space, **row, *newest);
    });
}

Result<std::vector<ports::StoredChunk>> SqliteDocumentStore::chunks(
    const RequestContext& context, const DatasetId& dataset, std::span<const domain::ChunkRef> refs
) {
    return database_.read([&](Connection& connection) -> Result<std::vector<ports::StoredChunk>> {
        std::vector<ports::StoredChunk> chunks;
        const auto space = find_space(connection, context.principal.tenant, dataset);
        if (!space) return lectern::fail(space.error());
        if (!*space) return chunks;
        ChunkReader reader(connection, **space);
        for (const domain::ChunkRef& ref : refs) {
            auto chunk = reader.find(ref);
            if (!chunk) return fail(chunk);
            if (!*chunk) continue;
            (*chunk)->dataset = dataset;
            chunks.push_back(std::move(**chunk));
        }
        return chunks;
    });
}

Result<std::vector<ports::Change>> SqliteDocumentStore::changes(
    const RequestContext&, ports::Sequence after, std::size_t limit
) {
    return database_.read([&](Connection& connection) -> Result<std::vector<ports::Change>> {
        auto changes = connection.all(
            "SELECT d.id, d.version, d.created_at, d.updated_at, d.record, d.sequence, d.live, "
            "s.tenant, s.dataset"
            " FROM document d JOIN space s ON s.key = d.space"
            " WHERE d.sequence > ?1 AND (?1 > 0 OR d.live = 1) ORDER BY d.sequence LIMIT ?2",
            decode_change,
            after,
            limit
        );
        if (!changes) return changes;
        for (ports::Change& change : *changes) {
            if (!change.document) continue;
            auto chunks = read_chunks(connection, change.sequence);
            if (!chunks) return fail(chunks);
            change.document->chunks = std::move(*chunks);
        }
        return changes;
    });
}

Result<std::vector<ports::DocumentCounts>> SqliteDocumentStore::count_many(
    const RequestContext& context, std::span<const DatasetId> datasets
) {
    const TenantId& tenant = context.principal.tenant;
    return read_each(
        database_,
        datasets,
        [&](Connection& connection, const DatasetId& dataset) -> Result<ports::DocumentCounts> {
            auto counts = connection.first(
                "SELECT documents, chunks FROM space WHERE tenant = ?1 AND dataset = ?2",
                [](const Row& row) {
                    return ports::DocumentCounts{
                        .documents = row.get<std::uint64_t>(0), .chunks = row.get<std::uint64_t>(1)
                    };
                },
                tenant,
                dataset
            );
            if (!counts) return fail(counts);
            return counts->value_or(ports::DocumentCounts{});
        }
    );
}

}  // namespace lectern::backends::sqlite
