#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "core/result.hpp"
#include "embedding/precision.hpp"
#include "embedding/vocabulary.hpp"

namespace lectern::embedding {

/// all-MiniLM-L6-v2: a BERT encoder of 6 layers, the mean of its last states, scaled to length 1.
/// Sequences of a batch stand behind one another without padding, so a batch costs what its tokens
/// cost, whatever their lengths. Thread-safe given one workspace a thread.
class Model final {
  public:
    static constexpr std::size_t dimensions = 384;
    static constexpr std::size_t max_tokens = 256;  ///< Of one sequence, special ones included.
    static constexpr std::size_t max_batch_tokens = 256;  ///< Of the sequences of one call.

    /// Buffers for one batch, about 3 MB. One thread at a time.
    class Workspace final {
      public:
        Workspace();
        ~Workspace();

        struct State;
        State& state() { return *state_; }

      private:
        std::unique_ptr<State> state_;
    };

    /// Maps `file` (`model.safetensors`) and packs its matrices; the table of words stays in the
    /// file, which must not change while the model lives. Fails with `failed_precondition` when it
    /// is missing or not this model.
    static Result<std::unique_ptr<Model>> load(
        const std::filesystem::path& file, Precision precision
    );
    ~Model();

    Precision precision() const;

    /// One vector for each of `sequences` (each 1 to `max_tokens` ids of the vocabulary, together
    /// at most `max_batch_tokens`), in order.
    Result<std::vector<std::vector<float>>> embed(
        std::span<const std::vector<TokenId>> sequences, Workspace& workspace
    ) const;

  private:
    struct State;
    explicit Model(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace lectern::embedding
