#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "embedding/precision.hpp"
#include "ports/embedder.hpp"

namespace lectern::backends::embedders {

/// Runs all-MiniLM-L6-v2 in this process. Thread-safe. The texts of a call are cut into batches of
/// some hundred tokens; the calling thread and those of the embedder work on them side by side.
/// However many calls there are, no more batches than `Options::threads` are worked on at a time,
/// and one more that is a call's only one: a query does not wait for documents.
class LocalEmbedder final : public ports::Embedder {
  public:
    struct Options {
        /// Batches worked on at a time, over all calls. 0 stands for the processors of this
        /// machine.
        std::size_t threads = 0;
        /// What the matrix products take; nothing for the fastest that this processor has.
        std::optional<embedding::Precision> precision{};
    };

    /// `folder` holds `model.safetensors` and `vocab.txt`, see `embedding::default_model_folder`.
    /// Fails with `failed_precondition` when they are missing or not this model's.
    static Result<std::unique_ptr<LocalEmbedder>> open(
        const std::filesystem::path& folder, Options options
    );
    ~LocalEmbedder() override;

    ports::EmbedderDescription describe() const override;

    /// A stop or a passed deadline is noticed within one batch's time (some ten milliseconds).
    Result<ports::EmbeddingBatch> embed(
        const RequestContext& context, std::span<const std::string> texts
    ) override;

    std::uint32_t count_tokens(std::string_view text) const override;

  private:
    struct State;
    explicit LocalEmbedder(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace lectern::backends::embedders
