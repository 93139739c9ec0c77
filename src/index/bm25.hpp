#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

namespace lectern::index {

/// The free numbers of BM25.
struct Bm25 {
    double k1 = 1.2;  ///< How slowly repeating a term stops to count; above 0.
    double b = 0.75;  ///< How much a long chunk's terms count less, 0 to 1.
};

/// What scores depend on beyond the chunk: sums over everything that is searched together, be it
/// several indexes.
struct CollectionStatistics {
    std::uint64_t chunks = 0;
    std::uint64_t length = 0;  ///< Of all chunks together, in terms.
    std::vector<std::uint64_t> document_frequencies{
    };  ///< Chunks that have the term, one number a query term.

    /// Adds another collection's numbers for the same query terms.
    void add(const CollectionStatistics& other) {
        chunks += other.chunks;
        length += other.length;
        document_frequencies.resize(other.document_frequencies.size());
        for (std::size_t i = 0; i < document_frequencies.size(); ++i) {
            document_frequencies[i] += other.document_frequencies[i];
        }
    }
};

/// BM25 (Robertson and Zaragoza, "The probabilistic relevance framework: BM25 and beyond", 2009),
/// with the inverse document frequency that stays above 0: ln(1 + (N - n + 0.5) / (n + 0.5)).
class Bm25Formula final {
  public:
    Bm25Formula(const Bm25& tuning, const CollectionStatistics& statistics)
        : k1_(tuning.k1), chunks_(statistics.chunks) {
        const double average =
            statistics.length == 0 || statistics.chunks == 0
                ? 1.0
                : static_cast<double>(statistics.length) / static_cast<double>(statistics.chunks);
        base_ = tuning.k1 * (1 - tuning.b);
        slope_ = tuning.k1 * tuning.b / average;
    }

    double inverse_document_frequency(std::uint64_t document_frequency) const {
        const auto all = static_cast<double>(chunks_);
        const auto having = static_cast<double>(document_frequency);
        return std::log1p((std::max(all - having, 0.0) + 0.5) / (having + 0.5));
    }

    /// Grows with frequency, falls with length, below k1 + 1.
    double saturation(double frequency, double length) const {
        return frequency * (k1_ + 1) / (frequency + base_ + slope_ * length);
    }

    /// What `saturation` nears as the frequency grows.
    double limit() const { return k1_ + 1; }

  private:
    double k1_;
    std::uint64_t chunks_;
    double base_ = 0;
    double slope_ = 0;
};

}  // namespace lectern::index
