#pragma once

#include "ports/embedder.hpp"
#include "ports/testing/fault_plan.hpp"

namespace lectern::ports::testing {

/// An embedder whose `embed` fails as planned. `inner` outlives it.
class FailingEmbedder final : public Embedder {
  public:
    explicit FailingEmbedder(Embedder& inner) : inner_(inner) {}

    FaultPlan& plan() { return plan_; }

    EmbedderDescription describe() const override { return inner_.describe(); }

    Result<EmbeddingBatch> embed(const RequestContext& context, std::span<const std::string> texts)
        override {
        return unless_planned(plan_, "embed", [&] { return inner_.embed(context, texts); });
    }

    std::uint32_t count_tokens(std::string_view text) const override {
        return inner_.count_tokens(text);
    }

  private:
    Embedder& inner_;
    FaultPlan plan_;
};

}  // namespace lectern::ports::testing
