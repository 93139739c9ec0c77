#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/search.hpp"
#include "ports/document_store.hpp"

namespace lectern::backends::memory {

/// The words of a text in order: see `MemoryIndex`.
std::vector<std::string> split_words(std::string_view text);

struct IndexedChunk {
    std::uint32_t ordinal = 0;
    std::map<std::string, std::uint32_t> frequencies{
    };  ///< Of the words of title, headings and text.
    std::uint64_t length = 0;  ///< In words.
    std::vector<float> vector{};
};

struct IndexedDocument {
    domain::Version version = 0;
    std::vector<domain::FieldValues> fields{};
    std::vector<IndexedChunk> chunks{};
};

/// The chunks of one dataset as searches see them. Not thread-safe.
class ChunkTable final {
  public:
    /// A change from before the one held for the same document is passed over.
    void apply(const ports::Change& change);

    /// Calls `visit(id, document)` for every document there is.
    template <class Visit>
    void for_each(Visit visit) const {
        for (const auto& [id, held] : documents_) {
            if (held.document) visit(id, *held.document);
        }
    }

    /// Null when there is none.
    const IndexedDocument* find(const DocumentId& id) const;
    const IndexedChunk* find(const domain::ChunkRef& ref) const;

  private:
    struct Held {
        ports::Sequence sequence = 0;
        std::optional<IndexedDocument> document{};  // Nothing once it was removed.
    };

    std::map<DocumentId, Held> documents_;
};

/// How often words occur in the chunks of a search's datasets, and what a chunk scores by that.
class WordStatistics final {
  public:
    explicit WordStatistics(std::vector<std::string> words);

    /// Counts one chunk in.
    void add(const IndexedChunk& chunk);

    /// Words asked for, each once, in the order asked.
    const std::vector<std::string>& words() const { return words_; }

    double inverse_document_frequency(std::size_t word) const;
    std::uint64_t document_frequency(std::size_t word) const { return document_frequencies_[word]; }

    /// What one word adds to a chunk's score; 0 when the chunk lacks it.
    double score(const IndexedChunk& chunk, std::size_t word) const;

    /// The chunk's score; nothing when it has none of the words.
    std::optional<double> score(const IndexedChunk& chunk) const;

  private:
    std::vector<std::string> words_;
    std::vector<std::uint64_t> document_frequencies_;
    std::uint64_t chunks_ = 0;
    std::uint64_t length_ = 0;
};

}  // namespace lectern::backends::memory
