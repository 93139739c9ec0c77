#include "embedding/weights.hpp"

#include <optional>
#include <string>
#include <utility>

namespace lectern::embedding {
namespace {

/// Remembers the first failure, so that many tensors can be asked for in a row.
class Finder final {
  public:
    explicit Finder(const Safetensors& file) : file_(file) {}

    std::span<const float> floats(const std::string& name, const std::vector<std::size_t>& shape) {
        auto found = file_.floats(name, shape);
        if (found) return *found;
        if (!error_) error_ = std::move(found).error();
        return {};
    }

    LinearWeights linear(const std::string& name, std::size_t inputs, std::size_t outputs) {
        return {
            .weights = floats(name + ".weight", {outputs, inputs}),
            .bias = floats(name + ".bias", {outputs})
        };
    }

    NormWeights norm(const std::string& name, std::size_t width) {
        return {
            .scale = floats(name + ".weight", {width}), .shift = floats(name + ".bias", {width})
        };
    }

    const std::optional<Error>& error() const { return error_; }

  private:
    const Safetensors& file_;
    std::optional<Error> error_{};
};

LayerWeights find_layer(Finder& find, const std::string& layer, const Architecture& sizes) {
    const std::string self = layer + "attention.self.";
    return {
        .query = find.linear(self + "query", sizes.hidden, sizes.hidden),
        .key = find.linear(self + "key", sizes.hidden, sizes.hidden),
        .value = find.linear(self + "value", sizes.hidden, sizes.hidden),
        .attention_output =
            find.linear(layer + "attention.output.dense", sizes.hidden, sizes.hidden),
        .attention_norm = find.norm(layer + "attention.output.LayerNorm", sizes.hidden),
        .intermediate = find.linear(layer + "intermediate.dense", sizes.hidden, sizes.intermediate),
        .output = find.linear(layer + "output.dense", sizes.intermediate, sizes.hidden),
        .output_norm = find.norm(layer + "output.LayerNorm", sizes.hidden),
    };
}

}  // namespace

Result<ModelWeights> find_weights(const Safetensors& file, const Architecture& architecture) {
    constexpr std::size_t types = 2;  // of BERT's two segments; a single text is the first
    Finder find(file);
    const std::string embeddings = "embeddings.";
    ModelWeights weights{
        .words = find.floats(
            embeddings + "word_embeddings.weight", {architecture.vocabulary, architecture.hidden}
        ),
        .positions = find.floats(
            embeddings + "position_embeddings.weight", {architecture.positions, architecture.hidden}
        ),
        .first_type =
            find.floats(embeddings + "token_type_embeddings.weight", {types, architecture.hidden}),
        .norm = find.norm(embeddings + "LayerNorm", architecture.hidden),
        .layers = {},
    };
    for (std::size_t layer = 0; layer < architecture.layers; ++layer) {
        weights.layers.push_back(
            find_layer(find, "encoder.layer." + std::to_string(layer) + ".", architecture)
        );
    }
    if (find.error()) return fail(*find.error());
    weights.first_type = weights.first_type.first(architecture.hidden);
    return weights;
}

}  // namespace lectern::embedding
