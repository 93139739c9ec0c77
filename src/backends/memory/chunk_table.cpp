#include "backends/memory/chunk_table.hpp"

#include <algorithm>
#include <cmath>

#include "core/ascii.hpp"

namespace lectern::backends::memory {
namespace {

constexpr double saturation = 1.2;     // k1
constexpr double length_share = 0.75;  // b

bool is_word_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

void count_words(IndexedChunk& chunk, std::string_view text) {
    for (std::string& word : split_words(text)) {
        ++chunk.frequencies[std::move(word)];
        ++chunk.length;
    }
}

IndexedDocument to_indexed(const ports::ProcessedDocument& document) {
    IndexedDocument indexed{
        .version = document.document.version, .fields = domain::flatten(document.document.metadata)
    };
    for (const domain::Chunk& chunk : document.chunks) {
        IndexedChunk& entry = indexed.chunks.emplace_back();
        entry.ordinal = chunk.ordinal;
        entry.vector = chunk.vector;
        count_words(entry, document.document.title);
        for (const std::string& heading : chunk.headings) count_words(entry, heading);
        count_words(entry, chunk.text);
    }
    return indexed;
}

std::uint32_t frequency_of(const IndexedChunk& chunk, const std::string& word) {
    const auto found = chunk.frequencies.find(word);
    return found == chunk.frequencies.end() ? 0 : found->second;
}

}  // namespace

std::vector<std::string> split_words(std::string_view text) {
    std::vector<std::string> words;
    bool inside = false;
    for (const char c : text) {
        const bool is_word = is_word_byte(c);
        if (is_word && !inside) words.emplace_back();
        if (is_word) words.back().push_back(to_ascii_lower(c));
        inside = is_word;
    }
    return words;
}

void ChunkTable::apply(const ports::Change& change) {
    Held& held = documents_[change.key.id];
    if (change.sequence < held.sequence) return;
    const bool older = change.document && held.document &&
                       change.document->document.version < held.document->version;
    if (older) return;
    held.sequence = change.sequence;
    held.document = change.document ? std::optional(to_indexed(*change.document)) : std::nullopt;
}

const IndexedDocument* ChunkTable::find(const DocumentId& id) const {
    const auto held = documents_.find(id);
    return held == documents_.end() || !held->second.document ? nullptr : &*held->second.document;
}

const IndexedChunk* ChunkTable::find(const domain::ChunkRef& ref) const {
    const IndexedDocument* document = find(ref.document);
    if (document == nullptr || document->version != ref.version) return nullptr;
    const auto chunk = std::ranges::find(document->chunks, ref.ordinal, &IndexedChunk::ordinal);
    return chunk == document->chunks.end() ? nullptr : &*chunk;
}

WordStatistics::WordStatistics(std::vector<std::string> words) {
    for (std::string& word : words) {
        if (std::ranges::find(words_, word) == words_.end()) words_.push_back(std::move(word));
    }
    document_frequencies_.resize(words_.size());
}

void WordStatistics::add(const IndexedChunk& chunk) {
    ++chunks_;
    length_ += chunk.length;
    for (std::size_t i = 0; i < words_.size(); ++i) {
        if (frequency_of(chunk, words_[i]) > 0) ++document_frequencies_[i];
    }
}

double WordStatistics::inverse_document_frequency(std::size_t word) const {
    const auto having = static_cast<double>(document_frequencies_[word]);
    return std::log(1 + (static_cast<double>(chunks_) - having + 0.5) / (having + 0.5));
}

double WordStatistics::score(const IndexedChunk& chunk, std::size_t word) const {
    const double frequency = frequency_of(chunk, words_[word]);
    if (frequency == 0) return 0;
    const double average = static_cast<double>(length_) / static_cast<double>(chunks_);
    const double length =
        1 - length_share + length_share * static_cast<double>(chunk.length) / average;
    const double weight = frequency * (saturation + 1) / (frequency + saturation * length);
    return inverse_document_frequency(word) * weight;
}

std::optional<double> WordStatistics::score(const IndexedChunk& chunk) const {
    std::optional<double> sum;
    for (std::size_t i = 0; i < words_.size(); ++i) {
        if (frequency_of(chunk, words_[i]) > 0) sum = sum.value_or(0) + score(chunk, i);
    }
    return sum;
}

}  // namespace lectern::backends::memory
