#include "embedding/kernels_source.hpp"

namespace lectern::embedding {
namespace {

struct Avx2 {
    static constexpr std::size_t lanes = 8;
    using Vector [[gnu::vector_size(32)]] = float;
    using Integers [[gnu::vector_size(32)]] = std::int32_t;
    using Halves [[gnu::vector_size(16)]] = std::uint16_t;
    static constexpr std::size_t block_rows = 3;
};

}  // namespace

Kernels avx2_kernels() {
    using Source = KernelSource<Avx2>;
    return {.instruction_set = "avx2", .normalize = Source::normalize, .attend = Source::attend};
}

}  // namespace lectern::embedding
