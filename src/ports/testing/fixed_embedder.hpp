#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ascii.hpp"
#include "ports/embedder.hpp"

namespace lectern::ports::testing {

/// Embeds by hashing each word to a direction and adding those up: the same text has the same
/// vector in every run, and texts that share words are near. A word is a run of ASCII letters and
/// digits, whatever their case. Thread-safe.
class FixedEmbedder final : public Embedder {
  public:
    explicit FixedEmbedder(std::uint32_t dimensions = 32, std::uint32_t max_tokens = 256)
        : dimensions_(dimensions), max_tokens_(max_tokens) {}

    EmbedderDescription describe() const override {
        return {.model = "fixed", .dimensions = dimensions_, .max_tokens = max_tokens_};
    }

    Result<EmbeddingBatch> embed(const RequestContext& context, std::span<const std::string> texts)
        override {
        if (auto going = context.check(); !going) return fail(going);
        EmbeddingBatch batch;
        for (const std::string& text : texts) {
            batch.vectors.push_back(vector_of(text));
            batch.tokens += std::min(count_tokens(text), max_tokens_) + 2;
        }
        return batch;
    }

    std::uint32_t count_tokens(std::string_view text) const override {
        return static_cast<std::uint32_t>(words_of(text).size());
    }

    /// What `embed` answers for one text.
    std::vector<float> vector_of(std::string_view text) const {
        std::vector<double> sum(dimensions_, 0.0);
        const std::vector<std::string> words = words_of(text);
        for (std::size_t i = 0; i < words.size() && i < max_tokens_; ++i)
            add_direction(sum, words[i]);
        double square = 0;
        for (const double value : sum) square += value * value;
        if (square == 0) sum.front() = square = 1;
        std::vector<float> vector;
        vector.reserve(sum.size());
        for (const double value : sum)
            vector.push_back(static_cast<float>(value / std::sqrt(square)));
        return vector;
    }

  private:
    static std::vector<std::string> words_of(std::string_view text) {
        std::vector<std::string> words;
        bool inside = false;
        for (const char upper : text) {
            const char c = to_ascii_lower(upper);
            const bool is_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            if (is_word && !inside) words.emplace_back();
            if (is_word) words.back().push_back(c);
            inside = is_word;
        }
        return words;
    }

    // FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/) seeds the walk, and the finaliser of
    // MurmurHash3 scatters it.
    static void add_direction(std::vector<double>& sum, std::string_view word) {
        std::uint64_t state = 14695981039346656037ULL;
        for (const char c : word)
            state = (state ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
        for (double& value : sum) {
            state += 0x9e3779b97f4a7c15ULL;
            std::uint64_t mixed = (state ^ (state >> 33)) * 0xff51afd7ed558ccdULL;
            mixed = (mixed ^ (mixed >> 33)) * 0xc4ceb9fe1a85ec53ULL;
            mixed ^= mixed >> 33;
            value += static_cast<double>(mixed >> 11) / 4503599627370496.0 - 1.0;
        }
    }

    const std::uint32_t dimensions_;
    const std::uint32_t max_tokens_;
};

}  // namespace lectern::ports::testing
