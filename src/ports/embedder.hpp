#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/request_context.hpp"
#include "core/result.hpp"

namespace lectern::ports {

struct EmbedderDescription {
    std::string model{};  ///< E.g. `all-MiniLM-L6-v2`.
    std::uint32_t dimensions = 0;
    std::uint32_t max_tokens = 0;  ///< Of one text; the rest is cut off.
};

struct EmbeddingBatch {
    std::vector<std::vector<float>> vectors{};  ///< One a text, of length 1.
    std::uint64_t tokens = 0;                   ///< Worked on, special ones included.
};

/// Turns text into vectors of unit length. Thread-safe.
class Embedder {
  public:
    virtual ~Embedder() = default;

    virtual EmbedderDescription describe() const = 0;

    /// Any number of texts; `context`'s deadline and stop token are looked at between batches.
    virtual Result<EmbeddingBatch> embed(
        const RequestContext& context, std::span<const std::string> texts
    ) = 0;

    /// Tokens of a text without special ones, uncut. Must be cheap: the chunker calls it for every
    /// sentence.
    virtual std::uint32_t count_tokens(std::string_view text) const = 0;
};

}  // namespace lectern::ports
