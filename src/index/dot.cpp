#include "index/dot.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace lectern::index {
namespace {

using Wide [[gnu::vector_size(64)]] = float;

constexpr std::size_t wide = 16;

// Written once with a vector type that the compiler lowers to what the enclosing function may use.
// Two running sums hide the latency of the additions.
[[gnu::always_inline]] inline float dot_inline(
    const float* left, const float* right, std::size_t count
) {
    Wide first{};
    Wide second{};
    std::size_t at = 0;
    Wide a;
    Wide b;
    for (; at + 2 * wide <= count; at += 2 * wide) {
        std::memcpy(&a, left + at, sizeof a);
        std::memcpy(&b, right + at, sizeof b);
        first += a * b;
        std::memcpy(&a, left + at + wide, sizeof a);
        std::memcpy(&b, right + at + wide, sizeof b);
        second += a * b;
    }
    first += second;
    if (at + wide <= count) {
        std::memcpy(&a, left + at, sizeof a);
        std::memcpy(&b, right + at, sizeof b);
        first += a * b;
        at += wide;
    }
    float sum = 0;
    for (std::size_t lane = 0; lane < wide; ++lane) sum += first[lane];
    for (; at < count; ++at) sum += left[at] * right[at];
    return sum;
}

float dot_plain(const float* left, const float* right, std::size_t count) {
    return dot_inline(left, right, count);
}

using DotProduct = float (*)(const float*, const float*, std::size_t);

#if defined(__x86_64__)
[[gnu::target("avx2,fma")]] float dot_avx2(
    const float* left, const float* right, std::size_t count
) {
    return dot_inline(left, right, count);
}

[[gnu::target("avx512f")]] float dot_avx512(
    const float* left, const float* right, std::size_t count
) {
    return dot_inline(left, right, count);
}

DotProduct choose() {
    if (__builtin_cpu_supports("avx512f")) return dot_avx512;
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return dot_avx2;
    return dot_plain;
}
#else
DotProduct choose() { return dot_plain; }
#endif

}  // namespace

float dot_product(const float* left, const float* right, std::size_t count) {
    static const DotProduct chosen = choose();
    return chosen(left, right, count);
}

void normalise(std::span<float> vector) {
    double squares = 0;
    for (const float number : vector)
        squares += static_cast<double>(number) * static_cast<double>(number);
    const double length = std::sqrt(squares);
    if (!(length > 0) || !std::isfinite(length)) {
        std::ranges::fill(vector, 0.0F);
        return;
    }
    for (float& number : vector) number = static_cast<float>(static_cast<double>(number) / length);
}

}  // namespace lectern::index
