#pragma once

#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "domain/filter.hpp"
#include "index/document.hpp"
#include "index/snapshot.hpp"

/// For tests: what an index is to answer, worked out the slow and plain way, and random documents
/// to ask about.
namespace lectern::index::brute_force {

/// Documents held in a map.
class Model final {
  public:
    explicit Model(std::uint32_t title_weight) : title_weight_(title_weight) {}

    void apply(const Change& change);

    CollectionStatistics statistics(const std::vector<QueryTerm>& terms) const;
    /// Every chunk that matches, best first.
    std::vector<Hit> search(const LexicalRequest& request, const domain::Filter* filter) const;
    std::vector<Hit> search(const std::vector<float>& vector, const domain::Filter* filter) const;
    ValueCounts count_values(
        const std::string& field, const domain::Filter* filter, const std::vector<QueryTerm>* terms
    ) const;
    std::map<std::string, std::uint64_t> versions() const;

  private:
    struct Held {
        Document document;
        std::uint64_t sequence = 0;
    };

    std::uint32_t frequency(const Chunk& chunk, const std::string& term) const;
    std::uint32_t length(const Chunk& chunk) const;

    std::uint32_t title_weight_;
    std::map<std::string, Held> held_{};
    std::map<std::string, std::uint64_t> removed_{};
};

/// Makes documents, queries and filters over small vocabularies, so that much is shared and scores
/// tie.
class Generator final {
  public:
    Generator(std::uint64_t seed, std::uint32_t dimensions)
        : random_(seed), dimensions_(dimensions) {}

    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }
    Document document(std::string id, std::uint64_t version);
    std::vector<QueryTerm> query();
    domain::Filter filter(int depth = 2);
    std::vector<float> vector();

  private:
    std::string term();
    domain::Scalar scalar();
    std::vector<TermCount> terms(std::uint32_t most);

    std::mt19937_64 random_;
    std::uint32_t dimensions_;
};

}  // namespace lectern::index::brute_force
