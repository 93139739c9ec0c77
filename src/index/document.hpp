#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "domain/value.hpp"

namespace lectern::index {

/// A term of a text and how often it stands there.
struct TermCount {
    std::string term;
    std::uint32_t count = 1;
};

/// A chunk in the terms that analysis made of it.
struct Chunk {
    std::uint32_t ordinal = 0;
    std::vector<TermCount> text{};  ///< Each term once or several times; counts add up.
    std::vector<TermCount> title{
    };  ///< Of the title and the headings; counts are multiplied by `title_weight`.
    std::vector<float> vector{
    };  ///< Empty, or as long as the index's dimensions. Made unit length on the way in.
};

struct Document {
    std::string id;
    std::uint64_t version = 0;
    std::vector<Chunk> chunks{};  ///< By rising ordinal.
    std::vector<domain::FieldValues> fields{
    };  ///< By rising name, as `domain::flatten` gives them.
};

/// A document to hold from now on, or (without one) to hold no longer.
struct Change {
    std::uint64_t sequence = 0;  ///< Its place in the history of the store.
    std::string id;              ///< Equal to the document's.
    std::optional<Document> document{};
};

}  // namespace lectern::index
