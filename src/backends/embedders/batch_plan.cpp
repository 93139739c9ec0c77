#include "backends/embedders/batch_plan.hpp"

namespace lectern::backends::embedders {

std::vector<Batch> plan_batches(std::span<const std::size_t> lengths, std::size_t max_tokens) {
    std::vector<Batch> batches;
    std::size_t tokens = 0;
    for (std::size_t at = 0; at < lengths.size(); ++at) {
        if (batches.empty() || tokens + lengths[at] > max_tokens) {
            batches.push_back({.first = at, .count = 0});
            tokens = 0;
        }
        ++batches.back().count;
        tokens += lengths[at];
    }
    return batches;
}

}  // namespace lectern::backends::embedders
