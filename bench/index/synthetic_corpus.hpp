#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "index/document.hpp"
#include "index/lexical_search.hpp"

namespace lectern::bench {

/// Passages of 40 to 200 words whose frequencies follow Zipf's law (exponent 1.07, 60,000 words),
/// and queries of 2 to 6 words taken from a passage, as those of people are: mostly rare words,
/// some common ones.
class SyntheticPassages final {
  public:
    explicit SyntheticPassages(std::uint64_t seed);

    index::Chunk passage();
    std::vector<index::QueryTerm> query();

  private:
    std::string word();

    std::mt19937_64 random_;
    std::vector<double> cumulative_{};
};

/// Unit vectors as sentence embeddings lie: points around 200 centres on a curved surface of 24
/// dimensions in the space given, with noise in all of it. Queries are made the same way.
class SyntheticVectors final {
  public:
    SyntheticVectors(std::uint64_t seed, std::size_t dimensions);

    std::vector<float> vector();

  private:
    std::mt19937_64 random_;
    std::size_t dimensions_;
    std::vector<std::vector<float>> centres_{};
    std::vector<std::vector<float>> axes_{};
};

}  // namespace lectern::bench
