#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "domain/value.hpp"
#include "index/block_codec.hpp"
#include "index/scalar_order.hpp"

namespace lectern::index {

struct DocumentEntry {
    std::string_view id;
    std::uint64_t version = 0;
    std::uint64_t sequence = 0;
    std::uint32_t chunk_count = 0;
};

struct ChunkEntry {
    std::uint32_t ordinal = 0;
    std::uint32_t length = 0;       ///< Sum of its frequencies.
    const float* vector = nullptr;  ///< Unit length, not padded; null when it has none.
};

/// The documents that have a value, rising.
using Columns = std::map<
    std::string,
    std::map<domain::Scalar, std::vector<std::uint32_t>, ScalarOrder>,
    std::less<>>;

/// What a segment is made of, in the order in which it is stored. Points into what it was made
/// from.
struct SegmentInput {
    std::uint32_t dimensions = 0;
    std::vector<DocumentEntry> documents{};  ///< By rising id.
    std::vector<ChunkEntry> chunks{
    };  ///< Of the first document, then of the second, ...; by ordinal.
    std::vector<float> owned_vectors{};  ///< What `chunks` point to, when nothing else keeps it.
    Columns columns{};
    /// Gives the next term in rising order and its postings by rising chunk (at least one); false
    /// at the end. The term is valid until the next call.
    std::move_only_function<bool(std::string_view& term, std::vector<Posting>& postings)> next_term{
    };
};

}  // namespace lectern::index
