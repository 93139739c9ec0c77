#include "embedding/kernels_source.hpp"

namespace lectern::embedding {
namespace {

struct Avx512 {
    static constexpr std::size_t lanes = 16;
    using Vector [[gnu::vector_size(64)]] = float;
    using Integers [[gnu::vector_size(64)]] = std::int32_t;
    using Halves [[gnu::vector_size(32)]] = std::uint16_t;
    static constexpr std::size_t block_rows = 8;
};

}  // namespace

Kernels avx512_kernels() {
    using Source = KernelSource<Avx512>;
    return {.instruction_set = "avx512", .normalize = Source::normalize, .attend = Source::attend};
}

}  // namespace lectern::embedding
