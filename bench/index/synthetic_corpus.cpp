#include "synthetic_corpus.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "index/dot.hpp"

namespace lectern::bench {
namespace {

constexpr std::size_t words = 60'000;
constexpr double zipf_exponent = 1.07;
constexpr std::size_t latent_dimensions = 24;
constexpr std::size_t centre_count = 200;
constexpr float spread = 0.6F;
constexpr float noise = 0.15F;

std::vector<float> gaussian(std::mt19937_64& random, std::size_t dimensions) {
    std::normal_distribution<float> normal;
    std::vector<float> vector(dimensions);
    for (float& each : vector) each = normal(random);
    return vector;
}

}  // namespace

SyntheticPassages::SyntheticPassages(std::uint64_t seed) : random_(seed) {
    double sum = 0;
    for (std::size_t rank = 1; rank <= words; ++rank) {
        sum += std::pow(static_cast<double>(rank), -zipf_exponent);
        cumulative_.push_back(sum);
    }
}

std::string SyntheticPassages::word() {
    std::uniform_real_distribution<double> uniform(0, cumulative_.back());
    const auto rank = std::ranges::lower_bound(cumulative_, uniform(random_)) - cumulative_.begin();
    return "w" + std::to_string(rank);
}

index::Chunk SyntheticPassages::passage() {
    std::uniform_int_distribution<int> length(40, 200);
    index::Chunk chunk;
    const int count = length(random_);
    for (int i = 0; i < count; ++i) chunk.text.push_back({.term = word()});
    return chunk;
}

std::vector<index::QueryTerm> SyntheticPassages::query() {
    std::uniform_int_distribution<std::size_t> length(2, 6);
    const std::size_t count = length(random_);
    std::vector<index::QueryTerm> terms;
    while (terms.size() < count) {
        const std::string text = word();
        if (std::ranges::find(terms, text, &index::QueryTerm::term) == terms.end())
            terms.push_back({.term = text});
    }
    return terms;
}

SyntheticVectors::SyntheticVectors(std::uint64_t seed, std::size_t dimensions)
    : random_(seed), dimensions_(dimensions) {
    for (std::size_t i = 0; i < centre_count; ++i)
        centres_.push_back(gaussian(random_, latent_dimensions));
    for (std::size_t i = 0; i < dimensions; ++i)
        axes_.push_back(gaussian(random_, latent_dimensions));
}

std::vector<float> SyntheticVectors::vector() {
    std::uniform_int_distribution<std::size_t> centre(0, centre_count - 1);
    std::vector<float> latent = centres_[centre(random_)];
    const auto offset = gaussian(random_, latent_dimensions);
    for (std::size_t i = 0; i < latent_dimensions; ++i) latent[i] += spread * offset[i];
    std::vector<float> vector = gaussian(random_, dimensions_);
    const float scale = 1.0F / std::sqrt(static_cast<float>(latent_dimensions));
    for (std::size_t i = 0; i < dimensions_; ++i) {
        const float along =
            index::dot_product(axes_[i].data(), latent.data(), latent_dimensions) * scale;
        vector[i] = std::tanh(along) + noise * vector[i];
    }
    index::normalise(vector);
    return vector;
}

}  // namespace lectern::bench
