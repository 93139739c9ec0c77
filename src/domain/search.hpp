#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.hpp"
#include "core/result.hpp"
#include "core/timings.hpp"
#include "domain/document.hpp"
#include "domain/filter.hpp"

namespace lectern::domain {

enum class RetrievalMode { lexical, vector, graph, hybrid };
/// One ranking that hybrid retrieval fuses.
enum class Leg { lexical, vector, graph };

std::string_view to_string(RetrievalMode mode);
std::string_view to_string(Leg leg);
std::optional<RetrievalMode> parse_retrieval_mode(std::string_view name);

/// Asks for the most frequent values of a field.
struct FacetRequest {
    std::string field;
    std::uint32_t limit = 10;  ///< 1 to 1000.
};

struct FacetValue {
    Scalar value;
    std::uint64_t count = 0;  ///< Documents, not chunks.

    bool operator==(const FacetValue&) const = default;
};

struct Facet {
    std::string field;
    std::vector<FacetValue> values{};  ///< Most frequent first, then by value.

    bool operator==(const Facet&) const = default;
};

/// How many chunks there are, or at least how many.
struct Total {
    std::uint64_t value = 0;
    bool exact = true;

    bool operator==(const Total&) const = default;
};

/// A chunk in one leg's ranking.
struct LegHit {
    DatasetId dataset{};
    ChunkRef chunk{};
    double score = 0;

    bool operator==(const LegHit&) const = default;
};

/// Best first; ties by dataset, then chunk, so that equal questions get equal answers.
struct LegResult {
    std::vector<LegHit> hits{};
    Total total{};
};

/// What one leg contributed to a fused score: `weight / (rank_constant + rank)`.
struct Contribution {
    Leg leg = Leg::lexical;
    std::uint32_t rank = 0;  ///< From 1.
    double score = 0;        ///< The leg's own.
    double weight = 1;
    double fused = 0;

    bool operator==(const Contribution&) const = default;
};

}  // namespace lectern::domain
