#pragma once

#include <cstddef>
#include <span>

namespace lectern::index {

/// Sum of the products of `count` pairs of floats. Picks AVX-512, AVX2 with FMA or plain code by
/// the processor that it runs on; these may differ in the last bits. Needs no alignment.
/// Thread-safe.
float dot_product(const float* left, const float* right, std::size_t count);

/// Makes the vector's length 1; a vector of zeros, or one with no finite length, becomes zeros.
void normalise(std::span<float> vector);

}  // namespace lectern::index
