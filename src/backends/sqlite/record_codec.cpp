#include "backends/sqlite/record_codec.hpp"

#include <algorithm>
#include <concepts>

#include "backends/sqlite/archive.hpp"
#include "backends/sqlite/compression.hpp"
#include "backends/sqlite/sqlite_error.hpp"

namespace lectern::backends::sqlite {
namespace {

constexpr char form_version = 1;
constexpr std::size_t compress_from = 512;

enum class Packing : char { plain = 0, compressed = 1 };

}  // namespace

// One description of each type serves both directions. Changing one needs a new form version.
template <class T, class Named>
concept Is = std::same_as<std::remove_const_t<T>, Named>;

template <class Archive, Is<domain::Entity> T>
void describe(Archive& archive, T& entity) {
    archive(entity.id, entity.name, entity.type, entity.synonyms);
}

template <class Archive, Is<domain::Relation> T>
void describe(Archive& archive, T& relation) {
    archive(relation.source, relation.target, relation.type, relation.weight);
}

template <class Archive, Is<domain::Mention> T>
void describe(Archive& archive, T& mention) {
    archive(mention.entity, mention.chunk, mention.count);
}

template <class Archive, Is<domain::SuppliedChunk> T>
void describe(Archive& archive, T& chunk) {
    archive(chunk.text, chunk.vector);
}

template <class Archive, Is<domain::SourceDocument> T>
void describe(Archive& archive, T& document) {
    archive(
        document.id,
        document.title,
        document.content,
        document.media_type,
        document.url,
        document.metadata
    );
    archive(document.entities, document.relations, document.chunks, document.vector);
}

template <class Archive, Is<domain::ByteRange> T>
void describe(Archive& archive, T& range) {
    archive(range.begin, range.end);
}

template <class Archive, Is<domain::DatasetSettings> T>
void describe(Archive& archive, T& settings) {
    archive(settings.language, settings.chunking.max_tokens, settings.chunking.overlap_tokens);
    archive(settings.embedding.kind, settings.embedding.dimensions, settings.fields);
}

template <class Archive, Is<domain::JobCounts> T>
void describe(Archive& archive, T& counts) {
    archive(counts.total, counts.indexed, counts.failed, counts.cancelled);
}

template <class Archive, Is<domain::ItemFailure> T>
void describe(Archive& archive, T& failure) {
    archive(failure.code, failure.reason, failure.stage);
}

template <class Archive, Is<domain::JobItem> T>
void describe(Archive& archive, T& item) {
    archive(
        item.job,
        item.ordinal,
        item.document,
        item.version,
        item.state,
        item.superseded,
        item.failure
    );
    archive(item.updated_at);
}

// Its id is a column.
template <class Archive, Is<domain::JobEvent> T>
void describe(Archive& archive, T& event) {
    archive(event.job, event.type, event.state, event.counts, event.item, event.at);
}

template <class Archive, Is<domain::Vocabulary> T>
void describe(Archive& archive, T& vocabulary) {
    archive(vocabulary.id, vocabulary.entities, vocabulary.relations);
}

template <class Archive, Is<ports::NamedEntity> T>
void describe(Archive& archive, T& named) {
    archive(named.entity, named.names);
}

template <class Archive, Is<GraphRecord> T>
void describe(Archive& archive, T& graph) {
    archive(graph.entities, graph.relations, graph.mentions);
}

template <class Archive, Is<DocumentRecord> T>
void describe(Archive& archive, T& record) {
    archive(record.title, record.url, record.media_type, record.metadata, record.content_hash);
    archive(record.chunk_count, record.job);
}

template <class Archive, Is<ChunkRecord> T>
void describe(Archive& archive, T& record) {
    archive(record.text, record.headings, record.source);
}

template <class Record>
std::string encode_record(const Record& record) {
    Encoder encoder;
    encoder(record);
    std::string bytes = encoder.take();
    Packing packing = Packing::plain;
    if (bytes.size() >= compress_from) {
        std::string packed = compress(bytes);
        if (packed.size() < bytes.size()) {
            bytes = std::move(packed);
            packing = Packing::compressed;
        }
    }
    const char header[] = {form_version, static_cast<char>(packing)};
    bytes.insert(0, header, sizeof header);
    return bytes;
}

template <class Record>
Result<Record> decode_record(std::string_view bytes) {
    if (bytes.size() < 2 || bytes[0] != form_version) return fail(damaged_record());
    std::string unpacked;
    std::string_view plain = bytes.substr(2);
    if (bytes[1] == static_cast<char>(Packing::compressed)) {
        auto content = decompress(plain);
        if (!content) return fail(damaged_record());
        unpacked = std::move(*content);
        plain = unpacked;
    } else if (bytes[1] != static_cast<char>(Packing::plain)) {
        return fail(damaged_record());
    }
    Decoder decoder(plain);
    Record record{};
    decoder(record);
    if (!decoder.ok() || !decoder.at_end()) return fail(damaged_record());
    return record;
}

template std::string encode_record(const domain::SourceDocument&);
template Result<domain::SourceDocument> decode_record(std::string_view);
template std::string encode_record(const domain::DatasetSettings&);
template Result<domain::DatasetSettings> decode_record(std::string_view);
template std::string encode_record(const domain::JobEvent&);
template Result<domain::JobEvent> decode_record(std::string_view);
template std::string encode_record(const domain::Vocabulary&);
template Result<domain::Vocabulary> decode_record(std::string_view);
template std::string encode_record(const DocumentRecord&);
template Result<DocumentRecord> decode_record(std::string_view);
template std::string encode_record(const ChunkRecord&);
template Result<ChunkRecord> decode_record(std::string_view);
template std::string encode_record(const GraphRecord&);
template Result<GraphRecord> decode_record(std::string_view);
template std::string encode_record(const Vectors&);
template Result<Vectors> decode_record(std::string_view);
template std::string encode_record(const Texts&);
template Result<Texts> decode_record(std::string_view);
template std::string encode_record(const std::string&);
template Result<std::string> decode_record(std::string_view);

namespace {

bool is_shallow(const domain::Value& value, int depth_left) {
    const auto is_fine = [&](const domain::Value& inner) {
        return is_shallow(inner, depth_left - 1);
    };
    if (depth_left == 0) return false;
    if (const auto* list = std::get_if<domain::List>(&value.data))
        return std::ranges::all_of(*list, is_fine);
    if (const auto* object = std::get_if<domain::Object>(&value.data)) {
        return std::ranges::all_of(*object, [&](const auto& member) {
            return is_fine(member.second);
        });
    }
    return true;
}

}  // namespace

bool is_storable(const domain::Object& metadata) {
    return std::ranges::all_of(metadata, [](const auto& member) {
        return is_shallow(member.second, max_value_depth);
    });
}

}  // namespace lectern::backends::sqlite
