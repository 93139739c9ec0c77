#include "embedding/kernels.hpp"

#include <vector>

namespace lectern::embedding {
namespace {

std::vector<Kernels> find_runnable() {
    std::vector<Kernels> found{baseline_kernels()};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
        found.push_back(avx2_kernels());
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
        found.push_back(avx512_kernels());
    }
#endif
    return found;
}

}  // namespace

std::size_t attention_scratch_floats(std::size_t tokens) {
    constexpr std::size_t most_block_rows = 8;
    const std::size_t columns = (tokens + head_width - 1) / head_width * head_width;
    return (head_width + most_block_rows) * columns;
}

std::span<const Kernels> runnable_kernels() {
    static const std::vector<Kernels> found = find_runnable();
    return found;
}

}  // namespace lectern::embedding
