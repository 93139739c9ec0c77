#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace lectern::embedding {

/// The upper half of a float32, rounded to nearest even: what oneDNN calls bf16.
using BFloat16 = std::uint16_t;

/// Layer normalisation of rows of `width` values (a multiple of 16), in place: minus the mean,
/// divided by the standard deviation, times `scale`, plus `shift`.
struct LayerNormCall {
    float* rows = nullptr;
    std::size_t count = 0;
    std::size_t width = 0;
    const float* scale = nullptr;
    const float* shift = nullptr;
    BFloat16* rounded = nullptr;  ///< The result once more; null when not wanted.
};

/// Columns of one attention head.
inline constexpr std::size_t head_width = 32;

/// One head of scaled dot-product attention over one sequence: softmax(Q K^T) V. Q must have been
/// multiplied with log2(e) / sqrt(head_width), since the exponentials are taken to base 2. Rows of
/// Q, K and V are `stride` floats apart.
struct AttentionCall {
    const float* queries = nullptr;
    const float* keys = nullptr;
    const float* values = nullptr;
    std::size_t stride = 0;
    std::size_t tokens = 0;
    float* scratch = nullptr;  ///< `attention_scratch_floats(tokens)`, not shared.
    float* context = nullptr;  ///< Where the result goes, unless `rounded_context` is set.
    BFloat16* rounded_context = nullptr;
    std::size_t context_stride = 0;  ///< Values between rows of the result.
};

std::size_t attention_scratch_floats(std::size_t tokens);

/// What oneDNN does not do as fast: small loops, compiled for several instruction sets from one
/// source. Stateless.
struct Kernels {
    std::string_view instruction_set;
    void (*normalize)(const LayerNormCall& call) = nullptr;
    void (*attend)(const AttentionCall& call) = nullptr;
};

/// Those that this processor can run, the fastest last; never empty.
std::span<const Kernels> runnable_kernels();

inline const Kernels& fastest_kernels() { return runnable_kernels().back(); }

// One source file for each instruction set; the processor must have it.
Kernels baseline_kernels();
#if defined(__x86_64__)
Kernels avx2_kernels();
Kernels avx512_kernels();
#endif

}  // namespace lectern::embedding
