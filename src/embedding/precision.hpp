#pragma once

#include <string_view>

namespace lectern::embedding {

/// In what the large matrix products take their factors. Sums, attention, softmax and normalisation
/// are float32 always.
enum class Precision {
    float32,
    bfloat16,  ///< Twice as fast on processors that have it; vectors differ from float32's by a
               ///< cosine below 1e-4.
};

std::string_view to_string(Precision precision);

/// `bfloat16` where oneDNN has instructions for it (AVX512_BF16, AMX), else `float32`.
Precision fastest_precision();

/// The widest instruction set that oneDNN uses here, as it names it, e.g. `avx512_core_bf16`.
std::string_view matrix_instruction_set();

}  // namespace lectern::embedding
