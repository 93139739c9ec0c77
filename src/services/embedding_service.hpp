#pragma once

#include <string>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"
#include "ports/embedder.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

struct Embeddings {
    std::string model{};
    std::uint32_t dimensions = 0;
    ports::EmbeddingBatch batch{};
};

/// Embeds texts for clients. Thread-safe.
class EmbeddingService final {
  public:
    struct Options {
        std::size_t max_texts = 256;
        std::size_t max_text_bytes = 65'536;
    };

    /// `embedder` is null when the server has none: every call is then `failed_precondition`.
    EmbeddingService(
        ports::Embedder* embedder, const telemetry::Telemetry& telemetry, Options options
    );

    /// `invalid_argument` names what passes a bound, and empty texts.
    Result<Embeddings> embed(const RequestContext& context, const std::vector<std::string>& texts);

  private:
    Result<void> check(const std::vector<std::string>& texts) const;

    ports::Embedder* embedder_;
    const telemetry::Telemetry telemetry_;
    const Options options_;
};

}  // namespace lectern::services
