#include "backends/sqlite/document_rows.hpp"

#include <algorithm>

#include "backends/sqlite/counters.hpp"
#include "backends/sqlite/item_key.hpp"
#include "backends/sqlite/spaces.hpp"

namespace lectern::backends::sqlite {
namespace {

Result<void> drop_chunks(Connection& connection, std::int64_t sequence) {
    return connection.run(
        "DELETE FROM chunk WHERE id BETWEEN ?1 AND ?2",
        ChunkKey::first(sequence),
        ChunkKey::last(sequence)
    );
}

Result<void> drop_body(Connection& connection, std::int64_t sequence) {
    return connection.run("DELETE FROM body WHERE sequence = ?1", sequence);
}

Result<void> count(
    Connection& connection, std::int64_t space, std::int64_t documents, std::int64_t chunks
) {
    return connection.run(
        "UPDATE space SET documents = documents + ?2, chunks = chunks + ?3 WHERE key = ?1",
        space,
        documents,
        chunks
    );
}

Result<bool> is_superseded(
    Connection& connection,
    std::int64_t space,
    const std::optional<DocumentRow>& row,
    domain::Version version
) {
    if (row && (row->live ? row->version > version : row->version >= version)) return true;
    const auto removed =
        connection.number("SELECT removed_version FROM space WHERE key = ?1", space);
    if (!removed) return lectern::fail(removed.error());
    return version <= static_cast<domain::Version>(*removed);
}

Result<void> insert_row(
    Connection& connection,
    std::int64_t space,
    const EncodedDocument& document,
    ports::Sequence sequence
) {
    return connection.run(
        "INSERT INTO document (space, id, live, version, sequence, chunks, created_at, updated_at, "
        "record)"
        " VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?6, ?7)",
        space,
        document.document->key.id,
        document.document->version,
        sequence,
        document.chunks.size(),
        document.document->updated_at,
        Blob{document.record}
    );
}

// The live version's chunks stay as the previous version's; those of the version before it go.
Result<void> replace_row(
    Connection& connection,
    const DocumentRow& row,
    const EncodedDocument& document,
    ports::Sequence sequence
) {
    Result<void> done{};
    if (row.previous_sequence) done = drop_chunks(connection, *row.previous_sequence);
    if (done && row.live) done = drop_body(connection, row.sequence);
    if (!done) return done;
    return connection.run(
        "UPDATE document SET previous_version = iif(live, version, NULL), previous_sequence = "
        "iif(live, sequence, NULL),"
        " previous_record = iif(live, record, NULL), live = 1, version = ?2, sequence = ?3, chunks "
        "= ?4,"
        " created_at = iif(live, created_at, ?5), updated_at = ?5, record = ?6 WHERE key = ?1",
        row.key,
        document.document->version,
        sequence,
        document.chunks.size(),
        document.document->updated_at,
        Blob{document.record}
    );
}

Result<void> insert_content(
    Connection& connection, const EncodedDocument& document, ports::Sequence sequence
) {
    auto added = connection.run(
        "INSERT INTO body (sequence, text, vectors) VALUES (?1, ?2, ?3)",
        sequence,
        Blob{document.text},
        Blob{document.vectors}
    );
    for (const auto& [ordinal, record] : document.chunks) {
        if (!added) return added;
        added = connection.run(
            "INSERT INTO chunk (id, record) VALUES (?1, ?2)",
            ChunkKey::make(static_cast<std::int64_t>(sequence), ordinal),
            Blob{record}
        );
    }
    return added;
}

}  // namespace

Result<EncodedDocument> encode_document(const ports::ProcessedDocument& document) {
    if (!is_storable(document.document.metadata)) {
        return fail(
            ErrorCode::invalid_argument,
            "the metadata of document " + document.document.key.id.value + " nests too deep"
        );
    }
    const DocumentRecord record{
        .title = document.document.title,
        .url = document.document.url,
        .media_type = document.document.media_type,
        .metadata = document.document.metadata,
        .content_hash = document.document.content_hash,
        .chunk_count = document.document.chunk_count,
        .job = document.document.job,
    };
    EncodedDocument encoded{
        .document = &document.document,
        .record = encode_record(record),
        .text = encode_record(document.text),
    };
    Vectors vectors;
    for (const domain::Chunk& chunk : document.chunks) {
        if (chunk.ordinal >= ChunkKey::max_members) {
            return fail(ErrorCode::invalid_argument, "the document has too many chunks");
        }
        const ChunkRecord chunk_record{
            .text = chunk.text, .headings = chunk.headings, .source = chunk.source
        };
        encoded.chunks.emplace_back(chunk.ordinal, encode_record(chunk_record));
        vectors.push_back(chunk.vector);
    }
    encoded.vectors = encode_record(vectors);
    return encoded;
}

Result<std::optional<DocumentRow>> find_row(
    Connection& connection, std::int64_t space, const DocumentId& id
) {
    return connection.first(
        "SELECT key, live, version, sequence, chunks, previous_sequence FROM document"
        " WHERE space = ?1 AND id = ?2",
        [](const Row& row) {
            return DocumentRow{
                .key = row.get<std::int64_t>(0),
                .live = row.get<bool>(1),
                .version = row.get<domain::Version>(2),
                .sequence = row.get<std::int64_t>(3),
                .chunks = row.get<std::int64_t>(4),
                .previous_sequence = row.get<std::optional<std::int64_t>>(5),
            };
        },
        space,
        id
    );
}

Result<ports::Publication> publish_document(
    Connection& connection, const EncodedDocument& document
) {
    const domain::Document& given = *document.document;
    const auto space = ensure_space(connection, given.key.tenant, given.key.dataset);
    if (!space) return lectern::fail(space.error());
    auto row = find_row(connection, *space, given.key.id);
    if (!row) return fail(row);
    const auto superseded = is_superseded(connection, *space, *row, given.version);
    if (!superseded) return lectern::fail(superseded.error());
    if (*superseded) return ports::Publication{.superseded = true};
    const bool was_live = *row && (*row)->live;
    if (was_live && (*row)->version == given.version) {
        return ports::Publication{.sequence = static_cast<ports::Sequence>((*row)->sequence)};
    }
    const auto sequence = next_sequence(connection);
    if (!sequence) return lectern::fail(sequence.error());
    auto done = raise_version(connection, given.version);
    if (done) {
        done = *row ? replace_row(connection, **row, document, *sequence)
                    : insert_row(connection, *space, document, *sequence);
    }
    if (done) done = insert_content(connection, document, *sequence);
    const auto chunks = static_cast<std::int64_t>(document.chunks.size());
    const auto chunks_before = was_live ? (*row)->chunks : 0;
    if (done) done = count(connection, *space, was_live ? 0 : 1, chunks - chunks_before);
    if (!done) return fail(done);
    return ports::Publication{.sequence = *sequence};
}

Result<ports::Sequence> remove_document(
    Connection& connection, std::int64_t space, const DocumentRow& row, domain::Version newest
) {
    const auto sequence = next_sequence(connection);
    if (!sequence) return lectern::fail(sequence.error());
    auto done = drop_chunks(connection, row.sequence);
    if (done && row.previous_sequence) done = drop_chunks(connection, *row.previous_sequence);
    if (done) done = drop_body(connection, row.sequence);
    if (done) {
        done = connection.run(
            "UPDATE document SET live = 0, version = ?2, sequence = ?3, chunks = 0, record = x'',"
            " previous_version = NULL, previous_sequence = NULL, previous_record = NULL WHERE key "
            "= ?1",
            row.key,
            std::max(newest, row.version),
            *sequence
        );
    }
    if (done) done = count(connection, space, -1, -row.chunks);
    if (!done) return fail(done);
    return *sequence;
}

Result<void> remove_documents(Connection& connection, std::int64_t space, domain::Version newest) {
    auto done =
        connection.run("UPDATE space SET removed_version = ?2 WHERE key = ?1", space, newest);
    if (!done) return done;
    std::string after;
    while (true) {
        auto ids = connection.all(
            "SELECT id FROM document WHERE space = ?1 AND live = 1 AND id > ?2 ORDER BY id LIMIT "
            "1000",
            [](const Row& row) { return row.get<DocumentId>(0); },
            space,
            after
        );
        if (!ids) return fail(ids);
        if (ids->empty()) return {};
        for (const DocumentId& id : *ids) {
            auto row = find_row(connection, space, id);
            if (!row) return fail(row);
            if (!*row) continue;
            auto removed = remove_document(connection, space, **row, newest);
            if (!removed) return fail(removed);
        }
        after = ids->back().value;
    }
}

}  // namespace lectern::backends::sqlite
