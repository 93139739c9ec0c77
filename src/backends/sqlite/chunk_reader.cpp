#include "backends/sqlite/chunk_reader.hpp"

#include "backends/sqlite/item_key.hpp"
#include "backends/sqlite/sqlite_error.hpp"

namespace lectern::backends::sqlite {

Result<std::optional<ports::StoredChunk>> ChunkReader::find(const domain::ChunkRef& ref) {
    auto found = publication(ref);
    if (!found) return fail(found);
    const std::optional<Publication>& publication = **found;
    if (!publication || ref.ordinal >= ChunkKey::max_members)
        return std::optional<ports::StoredChunk>();
    return connection_.first(
        "SELECT record FROM chunk WHERE id = ?1",
        [&](const Row& row) -> Result<ports::StoredChunk> {
            auto chunk = decode_record<ChunkRecord>(row.blob(0));
            if (!chunk) return fail(chunk);
            ports::StoredChunk stored{
                .ref = ref,
                .title = publication->record.title,
                .url = publication->record.url,
                .metadata = publication->record.metadata,
            };
            stored.chunk.ordinal = ref.ordinal;
            stored.chunk.text = std::move(chunk->text);
            stored.chunk.headings = std::move(chunk->headings);
            stored.chunk.source = chunk->source;
            return stored;
        },
        ChunkKey::make(publication->sequence, ref.ordinal)
    );
}

Result<const std::optional<ChunkReader::Publication>*> ChunkReader::publication(
    const domain::ChunkRef& ref
) {
    const auto [place, added] = publications_.try_emplace({ref.document, ref.version});
    if (!added) return &place->second;
    auto found = connection_.first(
        "SELECT iif(live AND version = ?3, sequence, previous_sequence),"
        " iif(live AND version = ?3, record, previous_record)"
        " FROM document WHERE space = ?1 AND id = ?2 AND ((live = 1 AND version = ?3) OR "
        "previous_version = ?3)",
        [](const Row& row) -> Result<Publication> {
            auto record = decode_record<DocumentRecord>(row.blob(1));
            if (!record) return fail(record);
            return Publication{.sequence = row.get<std::int64_t>(0), .record = std::move(*record)};
        },
        space_,
        ref.document,
        ref.version
    );
    if (!found) return fail(found);
    place->second = std::move(*found);
    return &place->second;
}

Result<std::vector<domain::Chunk>> read_chunks(Connection& connection, ports::Sequence sequence) {
    const auto group = static_cast<std::int64_t>(sequence);
    auto chunks = connection.all(
        "SELECT id, record FROM chunk WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
        [](const Row& row) -> Result<domain::Chunk> {
            auto record = decode_record<ChunkRecord>(row.blob(1));
            if (!record) return fail(record);
            return domain::Chunk{
                .ordinal = ChunkKey::ordinal(row.get<std::int64_t>(0)),
                .text = std::move(record->text),
                .headings = std::move(record->headings),
                .source = record->source,
            };
        },
        ChunkKey::first(group),
        ChunkKey::last(group)
    );
    if (!chunks) return chunks;
    auto vectors = connection.first(
        "SELECT vectors FROM body WHERE sequence = ?1",
        [](const Row& row) { return decode_record<Vectors>(row.blob(0)); },
        group
    );
    if (!vectors) return fail(vectors);
    if (!*vectors || (*vectors)->size() != chunks->size())
        return connection.report(damaged_record());
    for (std::size_t i = 0; i < chunks->size(); ++i)
        (*chunks)[i].vector = std::move((**vectors)[i]);
    return chunks;
}

}  // namespace lectern::backends::sqlite
