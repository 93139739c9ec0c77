#pragma once

// The kernels' one source, instantiated by a .cpp file for each instruction set. Only those files
// include it. They are compiled with flags that the machine at hand may not support, so nothing
// here may be shared with other files: everything is a member of a template over a type that only
// one file has, and no function of the standard library is called that might be emitted for all.

#include <cstddef>
#include <cstdint>

#include "embedding/kernels.hpp"

namespace lectern::embedding {

/// `Isa` gives `lanes`, floats in a register; `Vector`, `Integers` and `Halves`, as many float,
/// int32 and uint16 in one (defined there, as g++ 12 drops the attribute of a vector whose size
/// depends on a template parameter); and `block_rows`, so that `block_rows * head_width / lanes`
/// sums fit into the registers.
template <class Isa>
struct KernelSource {
    static constexpr std::size_t lanes = Isa::lanes;
    static constexpr std::size_t block_rows = Isa::block_rows;
    static constexpr std::size_t head_vectors = head_width / lanes;

    using Vector = typename Isa::Vector;
    using Integers = typename Isa::Integers;
    using Halves = typename Isa::Halves;

    static Vector load(const float* from) {
        Vector value;
        __builtin_memcpy(&value, from, sizeof value);
        return value;
    }
    static void store(float* to, Vector value) { __builtin_memcpy(to, &value, sizeof value); }
    static Vector all(float value) { return value - Vector{}; }

    static void store_rounded(BFloat16* to, Vector value) {
        const Integers bits = __builtin_bit_cast(Integers, value);
        const Integers odd = (bits >> 16) & 1;
        const Integers rounded = (bits + odd + 0x7FFF) >> 16;
        const Halves halves = __builtin_convertvector(rounded, Halves);
        __builtin_memcpy(to, &halves, sizeof halves);
    }

    static float sum_of(Vector value) {
        float sum = 0;
        for (std::size_t lane = 0; lane < lanes; ++lane) sum += value[lane];
        return sum;
    }

    static float largest_of(Vector value) {
        float largest = value[0];
        for (std::size_t lane = 1; lane < lanes; ++lane)
            largest = value[lane] > largest ? value[lane] : largest;
        return largest;
    }

    static float inverse_square_root(float value) { return 1.0F / __builtin_sqrtf(value); }

    /// 2^x for x <= 0, relative error below 2e-7; 0 below -126. Cuts x into an integer, which goes
    /// into the exponent, and a fraction in [-0.5, 0.5], whose power is the Taylor series of exp(f
    /// ln 2) up to the seventh term.
    static Vector exp2(Vector x) {
        const Vector lowest = all(-126.0F);
        const Integers in_range = x > lowest;
        x = in_range ? x : lowest;
        const Vector magic =
            all(12582912.0F);  // 1.5 * 2^23: adding it rounds to an integer, kept in the low bits
        const Vector shifted = x + magic;
        const Vector fraction = x - (shifted - magic);
        Vector power = all(1.5403530e-4F);
        power = power * fraction + 1.3333558e-3F;
        power = power * fraction + 9.6181291e-3F;
        power = power * fraction + 5.5504109e-2F;
        power = power * fraction + 2.4022651e-1F;
        power = power * fraction + 6.9314718e-1F;
        power = power * fraction + 1.0F;
        const Integers exponent = __builtin_bit_cast(Integers, shifted) << 23;
        return __builtin_bit_cast(
            Vector, (__builtin_bit_cast(Integers, power) + exponent) & in_range
        );
    }

    static void normalize(const LayerNormCall& call) {
        for (std::size_t row = 0; row < call.count; ++row) {
            BFloat16* rounded = call.rounded == nullptr ? nullptr : call.rounded + row * call.width;
            normalize_row(call, call.rows + row * call.width, rounded);
        }
    }

    static void normalize_row(const LayerNormCall& call, float* row, BFloat16* rounded) {
        constexpr float epsilon = 1e-12F;  // the model's layer_norm_eps
        const float size = static_cast<float>(call.width);
        Vector sum{};
        for (std::size_t at = 0; at < call.width; at += lanes) sum += load(row + at);
        const Vector mean = all(sum_of(sum) / size);
        Vector squares{};
        for (std::size_t at = 0; at < call.width; at += lanes) {
            const Vector deviation = load(row + at) - mean;
            squares += deviation * deviation;
        }
        const Vector inverse = all(inverse_square_root(sum_of(squares) / size + epsilon));
        for (std::size_t at = 0; at < call.width; at += lanes) {
            const Vector value =
                (load(row + at) - mean) * inverse * load(call.scale + at) + load(call.shift + at);
            store(row + at, value);
            if (rounded != nullptr) store_rounded(rounded + at, value);
        }
    }

    struct Matrix {
        const float* at = nullptr;
        std::size_t stride = 0;
    };

    /// `Rows` rows times `depth` rows of `head_width` columns, summed in registers.
    template <std::size_t Rows>
    struct Tile {
        Vector sums[Rows][head_vectors];

        Tile(Matrix left, Matrix right, std::size_t depth) : sums{} {
            for (std::size_t k = 0; k < depth; ++k) {
                Vector line[head_vectors];
                for (std::size_t v = 0; v < head_vectors; ++v)
                    line[v] = load(right.at + k * right.stride + v * lanes);
                for (std::size_t row = 0; row < Rows; ++row) {
                    const Vector factor = all(left.at[row * left.stride + k]);
                    for (std::size_t v = 0; v < head_vectors; ++v) sums[row][v] += factor * line[v];
                }
            }
        }
    };

    static std::size_t padded(std::size_t tokens) {
        return (tokens + head_width - 1) / head_width * head_width;
    }

    static void attend(const AttentionCall& call) {
        const std::size_t columns = padded(call.tokens);
        float* transposed = call.scratch;
        for (std::size_t k = 0; k < head_width; ++k) {
            float* line = transposed + k * columns;
            for (std::size_t token = 0; token < call.tokens; ++token)
                line[token] = call.keys[token * call.stride + k];
            for (std::size_t token = call.tokens; token < columns; ++token) line[token] = 0;
        }
        std::size_t row = 0;
        for (; row + block_rows <= call.tokens; row += block_rows)
            attend_rows<block_rows>(call, row);
        for (; row < call.tokens; ++row) attend_rows<1>(call, row);
    }

    template <std::size_t Rows>
    static void attend_rows(const AttentionCall& call, std::size_t row) {
        const std::size_t columns = padded(call.tokens);
        const float* transposed = call.scratch;
        float* scores = call.scratch + head_width * columns;
        for (std::size_t column = 0; column < columns; column += head_width) {
            const Tile<Rows> tile(
                {call.queries + row * call.stride, call.stride},
                {transposed + column, columns},
                head_width
            );
            for (std::size_t r = 0; r < Rows; ++r) {
                for (std::size_t v = 0; v < head_vectors; ++v) {
                    store(scores + r * columns + column + v * lanes, tile.sums[r][v]);
                }
            }
        }
        float inverse_sums[Rows];
        for (std::size_t r = 0; r < Rows; ++r) {
            inverse_sums[r] = 1.0F / exponentiate(scores + r * columns, call.tokens, columns);
        }
        const Tile<Rows> tile({scores, columns}, {call.values, call.stride}, call.tokens);
        for (std::size_t r = 0; r < Rows; ++r) {
            const std::size_t to = (row + r) * call.context_stride;
            for (std::size_t v = 0; v < head_vectors; ++v) {
                const Vector value = tile.sums[r][v] * inverse_sums[r];
                if (call.rounded_context != nullptr) {
                    store_rounded(call.rounded_context + to + v * lanes, value);
                } else {
                    store(call.context + to + v * lanes, value);
                }
            }
        }
    }

    /// Turns scores into 2^(score - largest) and returns their sum; the columns after `tokens`
    /// become 0.
    static float exponentiate(float* scores, std::size_t tokens, std::size_t columns) {
        for (std::size_t column = tokens; column < columns; ++column) scores[column] = -3.4e38F;
        Vector largest_lanes = load(scores);
        for (std::size_t at = lanes; at < columns; at += lanes) {
            const Vector value = load(scores + at);
            largest_lanes = value > largest_lanes ? value : largest_lanes;
        }
        const Vector largest = all(largest_of(largest_lanes));
        Vector sum{};
        for (std::size_t at = 0; at < columns; at += lanes) {
            const Vector power = exp2(load(scores + at) - largest);
            store(scores + at, power);
            sum += power;
        }
        return sum_of(sum);
    }
};

}  // namespace lectern::embedding
