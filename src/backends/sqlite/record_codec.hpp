#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"
#include "domain/dataset.hpp"
#include "domain/document.hpp"
#include "domain/job.hpp"
#include "domain/vocabulary.hpp"
#include "ports/graph_store.hpp"

namespace lectern::backends::sqlite {

/// What of a searchable document stands in no column.
struct DocumentRecord {
    std::string title{};
    std::string url{};
    std::string media_type{};
    domain::Object metadata{};
    std::string content_hash{};
    std::uint32_t chunk_count = 0;
    JobId job{};

    bool operator==(const DocumentRecord&) const = default;
};

/// What of a chunk is not in its key; its vector lies with its document's.
struct ChunkRecord {
    std::string text{};
    std::vector<std::string> headings{};
    domain::ByteRange source{};

    bool operator==(const ChunkRecord&) const = default;
};

/// What one document says about the graph.
struct GraphRecord {
    std::vector<ports::NamedEntity> entities{};
    std::vector<domain::Relation> relations{};
    std::vector<domain::Mention> mentions{};
};

/// The vectors of a document's chunks, in order.
using Vectors = std::vector<std::vector<float>>;
using Texts = std::vector<std::string>;

/// The stored form of a record: a byte for the version of the form (1), a byte that tells whether
/// the rest is compressed (where that is worth it), and the rest as `Encoder` writes it. For the
/// records above, `std::string`, and the `domain` types of this header's includes that
/// `record_codec.cpp` lists.
template <class Record>
std::string encode_record(const Record& record);

/// The reverse; `damaged_record` for anything else.
template <class Record>
Result<Record> decode_record(std::string_view bytes);

/// Whether the decoder could read the metadata back: it is not nested too deep.
bool is_storable(const domain::Object& metadata);

}  // namespace lectern::backends::sqlite
