#include "embedding/kernels_source.hpp"

namespace lectern::embedding {
namespace {

struct Baseline {
    static constexpr std::size_t lanes = 4;
    using Vector [[gnu::vector_size(16)]] = float;
    using Integers [[gnu::vector_size(16)]] = std::int32_t;
    using Halves [[gnu::vector_size(8)]] = std::uint16_t;
    static constexpr std::size_t block_rows = 1;
};

}  // namespace

Kernels baseline_kernels() {
    using Source = KernelSource<Baseline>;
    return {
        .instruction_set = "baseline", .normalize = Source::normalize, .attend = Source::attend
    };
}

}  // namespace lectern::embedding
