#include "embedding/model.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include <oneapi/dnnl/dnnl.hpp>

#include "core/assert.hpp"
#include "embedding/kernels.hpp"
#include "embedding/linear.hpp"
#include "embedding/mapped_file.hpp"
#include "embedding/safetensors.hpp"
#include "embedding/weights.hpp"

namespace lectern::embedding {
namespace {

constexpr Architecture sizes{};
constexpr std::size_t qkv_width = 3 * sizes.hidden;
static_assert(Model::dimensions == sizes.hidden && Model::max_tokens <= sizes.positions);
static_assert(sizes.hidden % head_width == 0);

/// Rows that go through the products together: few enough that all of a tile's states stay in the
/// second-level cache, enough that oneDNN is at its full speed. A multiple of `row_step`, to which
/// row counts are rounded up, so that only a few different programs are made.
constexpr std::size_t tile_rows = 64;
constexpr std::size_t row_step = 4;

constexpr std::size_t round_up(std::size_t value, std::size_t step) {
    return (value + step - 1) / step * step;
}

struct Tile {
    std::size_t first = 0;
    std::size_t rows = 0;
};

/// Tiles of nearly the same size, as a tile of a few rows costs almost as much as a full one.
std::vector<Tile> tiles_of(std::size_t rows) {
    const std::size_t count = (rows + tile_rows - 1) / tile_rows;
    const std::size_t each = round_up((rows + count - 1) / count, row_step);
    std::vector<Tile> tiles;
    for (std::size_t first = 0; first < rows; first += each)
        tiles.push_back({first, std::min(each, rows - first)});
    return tiles;
}

struct Norm {
    explicit Norm(const NormWeights& weights)
        : scale(weights.scale.begin(), weights.scale.end()),
          shift(weights.shift.begin(), weights.shift.end()) {}

    std::vector<float> scale;
    std::vector<float> shift;
};

struct Layer {
    Linear qkv;
    Linear attention_output;
    Norm attention_norm;
    Linear intermediate;
    Linear output;
    Norm output_norm;
};

/// One product instead of three. The queries take attention's scale along, and log2(e) for
/// `AttentionCall`.
Linear join_qkv(const LinearPlan& plan, const LayerWeights& layer) {
    const float scale = std::numbers::log2e_v<float> / std::sqrt(static_cast<float>(head_width));
    std::vector<float> weights;
    std::vector<float> bias;
    weights.reserve(qkv_width * sizes.hidden);
    bias.reserve(qkv_width);
    for (const LinearWeights* part : {&layer.query, &layer.key, &layer.value}) {
        const float factor = part == &layer.query ? scale : 1;
        for (const float weight : part->weights) weights.push_back(weight * factor);
        for (const float value : part->bias) bias.push_back(value * factor);
    }
    return {plan, weights, bias};
}

void scale_to_length_1(std::span<float> vector) {
    double squares = 0;
    for (const float value : vector)
        squares += static_cast<double>(value) * static_cast<double>(value);
    const auto factor = static_cast<float>(1 / std::max(std::sqrt(squares), 1e-12));
    for (float& value : vector) value *= factor;
}

/// Of states that stand behind one another. The mean would only be scaled again.
std::vector<float> direction_of_mean(std::span<const float> states) {
    std::vector<float> sum(sizes.hidden);
    for (std::size_t at = 0; at < states.size(); at += sizes.hidden) {
        for (std::size_t column = 0; column < sizes.hidden; ++column)
            sum[column] += states[at + column];
    }
    scale_to_length_1(sum);
    return sum;
}

}  // namespace

/// Rows beyond a batch's tokens, up to the next `row_step`, hold zeros or what an earlier batch
/// left; they go through everything but attention, and nobody reads them.
struct Model::Workspace::State {
    static constexpr std::size_t rows = round_up(max_batch_tokens, row_step);

    LinearScratch linear{};
    std::vector<float> states = std::vector<float>(rows * sizes.hidden);
    std::vector<float> qkv = std::vector<float>(rows * qkv_width);
    std::vector<float> context = std::vector<float>(rows * sizes.hidden);
    std::vector<float> intermediate = std::vector<float>(tile_rows * sizes.intermediate);
    std::vector<float> attention = std::vector<float>(attention_scratch_floats(max_tokens));
    std::vector<BFloat16> rounded_states = std::vector<BFloat16>(rows * sizes.hidden);
};

Model::Workspace::Workspace() : state_(std::make_unique<State>()) {}
Model::Workspace::~Workspace() = default;

struct Model::State {
    State(MappedFile mapped, const ModelWeights& weights, Precision chosen);

    MappedFile file;
    std::span<const float> words;
    std::vector<float> positions;  ///< With the first type's row added.
    Norm norm;
    Precision precision;
    LinearPlan qkv_plan{{sizes.hidden, qkv_width, precision, LinearOutput::plain}};
    LinearPlan attention_plan{{sizes.hidden, sizes.hidden, precision, LinearOutput::added}};
    LinearPlan intermediate_plan{
        {sizes.hidden, sizes.intermediate, precision, LinearOutput::activated}
    };
    LinearPlan output_plan{{sizes.intermediate, sizes.hidden, precision, LinearOutput::added}};
    std::vector<Layer> layers{};
    Kernels kernels = fastest_kernels();
};

Model::State::State(MappedFile mapped, const ModelWeights& weights, Precision chosen)
    : file(std::move(mapped)), words(weights.words), norm(weights.norm), precision(chosen) {
    positions.reserve(max_tokens * sizes.hidden);
    for (std::size_t at = 0; at < max_tokens * sizes.hidden; ++at) {
        positions.push_back(weights.positions[at] + weights.first_type[at % sizes.hidden]);
    }
    for (const LayerWeights& layer : weights.layers) {
        layers.push_back({
            .qkv = join_qkv(qkv_plan, layer),
            .attention_output =
                {attention_plan, layer.attention_output.weights, layer.attention_output.bias},
            .attention_norm = Norm(layer.attention_norm),
            .intermediate =
                {intermediate_plan, layer.intermediate.weights, layer.intermediate.bias},
            .output = {output_plan, layer.output.weights, layer.output.bias},
            .output_norm = Norm(layer.output_norm),
        });
    }
    file.release_pages();
}

namespace {

/// One batch on its way through the model.
class Pass final {
  public:
    using Sequences = std::span<const std::vector<TokenId>>;

    Pass(
        Precision precision,
        const Kernels& kernels,
        Model::Workspace::State& workspace,
        Sequences sequences
    )
        : precision_(precision), kernels_(kernels), workspace_(workspace), sequences_(sequences) {
        for (const auto& sequence : sequences) {
            LECTERN_ASSERT(!sequence.empty() && sequence.size() <= Model::max_tokens);
            tokens_ += sequence.size();
        }
        LECTERN_ASSERT(tokens_ <= Model::max_batch_tokens);
        tiles_ = tiles_of(round_up(tokens_, row_step));
    }

    void look_up(std::span<const float> words, std::span<const float> positions, const Norm& norm) {
        float* to = workspace_.states.data();
        for (const auto& sequence : sequences_) {
            const float* position = positions.data();
            for (const TokenId id : sequence) {
                LECTERN_ASSERT(id >= 0 && static_cast<std::size_t>(id) < sizes.vocabulary);
                const float* word = words.data() + static_cast<std::size_t>(id) * sizes.hidden;
                for (std::size_t column = 0; column < sizes.hidden; ++column)
                    *to++ = *word++ + *position++;
            }
        }
        for (const Tile& tile : tiles_) normalize(tile, norm);
    }

    void run(const Layer& layer) {
        LinearScratch& scratch = workspace_.linear;
        for (const Tile& tile : tiles_) {
            layer.qkv.apply(
                states_as_input(tile), tile.rows, &workspace_.qkv[tile.first * qkv_width], scratch
            );
        }
        attend();
        for (const Tile& tile : tiles_) {
            float* states = &workspace_.states[tile.first * sizes.hidden];
            layer.attention_output.apply(context_as_input(tile), tile.rows, states, scratch);
            normalize(tile, layer.attention_norm);
            layer.intermediate.apply(
                states_as_input(tile), tile.rows, workspace_.intermediate.data(), scratch
            );
            layer.output.apply(workspace_.intermediate.data(), tile.rows, states, scratch);
            normalize(tile, layer.output_norm);
        }
    }

    std::vector<std::vector<float>> vectors() const {
        std::vector<std::vector<float>> vectors;
        std::span<const float> states = workspace_.states;
        for (const auto& sequence : sequences_) {
            const std::size_t size = sequence.size() * sizes.hidden;
            vectors.push_back(direction_of_mean(states.first(size)));
            states = states.subspan(size);
        }
        return vectors;
    }

  private:
    bool is_rounded() const { return precision_ == Precision::bfloat16; }

    void normalize(const Tile& tile, const Norm& norm) {
        const std::size_t at = tile.first * sizes.hidden;
        kernels_.normalize({
            .rows = &workspace_.states[at],
            .count = tile.rows,
            .width = sizes.hidden,
            .scale = norm.scale.data(),
            .shift = norm.shift.data(),
            .rounded = is_rounded() ? &workspace_.rounded_states[at] : nullptr,
        });
    }

    const void* states_as_input(const Tile& tile) const {
        const std::size_t at = tile.first * sizes.hidden;
        if (is_rounded()) return &workspace_.rounded_states[at];
        return &workspace_.states[at];
    }

    /// The context takes the place of the rounded states, which the queries, keys and values were
    /// made from.
    const void* context_as_input(const Tile& tile) const {
        const std::size_t at = tile.first * sizes.hidden;
        if (is_rounded()) return &workspace_.rounded_states[at];
        return &workspace_.context[at];
    }

    void attend() {
        std::size_t first = 0;
        for (const auto& sequence : sequences_) {
            const float* qkv = &workspace_.qkv[first * qkv_width];
            for (std::size_t column = 0; column < sizes.hidden; column += head_width) {
                const std::size_t to = first * sizes.hidden + column;
                kernels_.attend({
                    .queries = qkv + column,
                    .keys = qkv + sizes.hidden + column,
                    .values = qkv + 2 * sizes.hidden + column,
                    .stride = qkv_width,
                    .tokens = sequence.size(),
                    .scratch = workspace_.attention.data(),
                    .context = &workspace_.context[to],
                    .rounded_context = is_rounded() ? &workspace_.rounded_states[to] : nullptr,
                    .context_stride = sizes.hidden,
                });
            }
            first += sequence.size();
        }
    }

    const Precision precision_;
    const Kernels& kernels_;
    Model::Workspace::State& workspace_;
    const Sequences sequences_;
    std::size_t tokens_ = 0;
    std::vector<Tile> tiles_;
};

}  // namespace

Result<std::unique_ptr<Model>> Model::load(const std::filesystem::path& file, Precision precision) {
    auto mapped = MappedFile::open(file);
    if (!mapped) return fail(mapped);
    const auto tensors = Safetensors::parse(mapped->bytes());
    if (!tensors) return fail(tensors.error());
    const auto weights = find_weights(*tensors, sizes);
    if (!weights) return fail(weights.error());
    try {
        const SingleThreadedScope alone;
        auto state = std::make_unique<State>(std::move(*mapped), *weights, precision);
        return std::unique_ptr<Model>(new Model(std::move(state)));
    } catch (const dnnl::error& error) {
        return fail(
            ErrorCode::internal, std::string("the model cannot be prepared: ") + error.what()
        );
    }
}

Model::Model(std::unique_ptr<State> state) : state_(std::move(state)) {}
Model::~Model() = default;

Precision Model::precision() const { return state_->precision; }

Result<std::vector<std::vector<float>>> Model::embed(
    std::span<const std::vector<TokenId>> sequences, Workspace& workspace
) const {
    if (sequences.empty()) return {};
    try {
        const SingleThreadedScope alone;
        Pass pass(state_->precision, state_->kernels, workspace.state(), sequences);
        pass.look_up(state_->words, state_->positions, state_->norm);
        for (const Layer& layer : state_->layers) pass.run(layer);
        return pass.vectors();
    } catch (const dnnl::error& error) {
        return fail(ErrorCode::internal, std::string("the model failed: ") + error.what());
    }
}

}  // namespace lectern::embedding
