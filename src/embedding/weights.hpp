#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/result.hpp"
#include "embedding/safetensors.hpp"

namespace lectern::embedding {

/// The sizes of all-MiniLM-L6-v2, a BERT encoder.
struct Architecture {
    std::size_t vocabulary = 30'522;
    std::size_t positions = 512;
    std::size_t hidden = 384;
    std::size_t intermediate = 1'536;
    std::size_t layers = 6;
};

struct LinearWeights {
    std::span<const float> weights;  ///< `outputs` rows of `inputs`.
    std::span<const float> bias;
};

struct NormWeights {
    std::span<const float> scale;
    std::span<const float> shift;
};

struct LayerWeights {
    LinearWeights query;
    LinearWeights key;
    LinearWeights value;
    LinearWeights attention_output;
    NormWeights attention_norm;
    LinearWeights intermediate;
    LinearWeights output;
    NormWeights output_norm;
};

/// Where everything lies in the file; nothing is copied.
struct ModelWeights {
    std::span<const float> words;      ///< A row a token.
    std::span<const float> positions;  ///< A row a position.
    std::span<const float> first_type;
    NormWeights norm;
    std::vector<LayerWeights> layers;
};

/// Finds the tensors by the names of Hugging Face's BertModel. Fails with `failed_precondition`
/// when one is missing or has another shape than `architecture` says.
Result<ModelWeights> find_weights(const Safetensors& file, const Architecture& architecture);

}  // namespace lectern::embedding
