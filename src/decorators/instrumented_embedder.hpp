#pragma once

#include "decorators/backend_calls.hpp"
#include "ports/embedder.hpp"

namespace lectern::decorators {

/// An embedder whose batches are measured. Thread-safe as `inner`, which outlives it.
class InstrumentedEmbedder final : public ports::Embedder {
  public:
    InstrumentedEmbedder(
        ports::Embedder& inner, std::string_view backend, const telemetry::Telemetry& telemetry
    )
        : inner_(inner), calls_(backend, telemetry) {}

    Result<ports::EmbeddingBatch> embed(
        const RequestContext& context, std::span<const std::string> texts
    ) override {
        return calls_.observe(context, "embed", [&](const RequestContext& own) {
            return inner_.embed(own, texts);
        });
    }

    ports::EmbedderDescription describe() const override { return inner_.describe(); }

    std::uint32_t count_tokens(std::string_view text) const override {
        return inner_.count_tokens(text);
    }

  private:
    ports::Embedder& inner_;
    const BackendCalls calls_;
};

}  // namespace lectern::decorators
