#include "embedding/kernels.hpp"

#include <bit>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace lectern::embedding {
namespace {

std::vector<float> random_floats(std::size_t count, float spread, unsigned seed) {
    std::mt19937 generator(seed);
    std::normal_distribution<float> normal(0, spread);
    std::vector<float> values(count);
    for (float& value : values) value = normal(generator);
    return values;
}

float widened(BFloat16 value) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(value) << 16);
}

class KernelsTest : public testing::TestWithParam<Kernels> {};

/// The plain formula in double precision.
std::vector<double> attention_oracle(
    const std::vector<float>& qkv, std::size_t stride, std::size_t tokens
) {
    std::vector<double> context(tokens * head_width);
    for (std::size_t row = 0; row < tokens; ++row) {
        double sum = 0;
        for (std::size_t other = 0; other < tokens; ++other) {
            double score = 0;
            for (std::size_t k = 0; k < head_width; ++k) {
                score += static_cast<double>(qkv[row * stride + k]) *
                         static_cast<double>(qkv[other * stride + head_width + k]);
            }
            const double weight = std::exp2(score);
            sum += weight;
            for (std::size_t k = 0; k < head_width; ++k) {
                context[row * head_width + k] +=
                    weight * static_cast<double>(qkv[other * stride + 2 * head_width + k]);
            }
        }
        for (std::size_t k = 0; k < head_width; ++k) context[row * head_width + k] /= sum;
    }
    return context;
}

TEST_P(KernelsTest, AttendsAsTheFormulaSaysForEveryLength) {
    constexpr std::size_t stride = 3 * head_width + 5;
    for (const std::size_t tokens : {1, 2, 7, 8, 9, 31, 32, 33, 64, 100, 255, 256}) {
        const auto qkv = random_floats(tokens * stride, 0.9F, static_cast<unsigned>(tokens));
        std::vector<float> scratch(attention_scratch_floats(tokens));
        std::vector<float> context(tokens * head_width);
        GetParam().attend({
            .queries = qkv.data(),
            .keys = qkv.data() + head_width,
            .values = qkv.data() + 2 * head_width,
            .stride = stride,
            .tokens = tokens,
            .scratch = scratch.data(),
            .context = context.data(),
            .context_stride = head_width,
        });
        const auto expected = attention_oracle(qkv, stride, tokens);
        for (std::size_t at = 0; at < context.size(); ++at) {
            ASSERT_NEAR(static_cast<double>(context[at]), expected[at], 2e-5)
                << tokens << " tokens, value " << at;
        }
    }
}

TEST_P(KernelsTest, AttentionSurvivesScoresFarApart) {
    constexpr std::size_t tokens = 40;
    constexpr std::size_t stride = 3 * head_width;
    auto qkv = random_floats(tokens * stride, 60, 7);
    std::vector<float> scratch(attention_scratch_floats(tokens));
    std::vector<float> context(tokens * head_width);
    GetParam().attend({
        .queries = qkv.data(),
        .keys = qkv.data() + head_width,
        .values = qkv.data() + 2 * head_width,
        .stride = stride,
        .tokens = tokens,
        .scratch = scratch.data(),
        .context = context.data(),
        .context_stride = head_width,
    });
    for (const float value : context) ASSERT_TRUE(std::isfinite(value));
}

TEST_P(KernelsTest, RoundsTheContextWhenAsked) {
    constexpr std::size_t tokens = 19;
    constexpr std::size_t stride = 3 * head_width;
    const auto qkv = random_floats(tokens * stride, 1, 3);
    std::vector<float> scratch(attention_scratch_floats(tokens));
    std::vector<BFloat16> context(tokens * head_width);
    GetParam().attend({
        .queries = qkv.data(),
        .keys = qkv.data() + head_width,
        .values = qkv.data() + 2 * head_width,
        .stride = stride,
        .tokens = tokens,
        .scratch = scratch.data(),
        .rounded_context = context.data(),
        .context_stride = head_width,
    });
    const auto expected = attention_oracle(qkv, stride, tokens);
    for (std::size_t at = 0; at < context.size(); ++at) {
        const double tolerance = std::abs(expected[at]) / 256 + 1e-5;
        ASSERT_NEAR(static_cast<double>(widened(context[at])), expected[at], tolerance) << at;
    }
}

TEST_P(KernelsTest, NormalizesRowsToMeanAndDeviation) {
    constexpr std::size_t width = 384;
    constexpr std::size_t count = 5;
    auto rows = random_floats(count * width, 3, 11);
    for (float& value : rows) value += 2;
    const auto before = rows;
    const auto scale = random_floats(width, 1, 12);
    const auto shift = random_floats(width, 1, 13);
    std::vector<BFloat16> rounded(rows.size());
    GetParam().normalize({
        .rows = rows.data(),
        .count = count,
        .width = width,
        .scale = scale.data(),
        .shift = shift.data(),
        .rounded = rounded.data(),
    });
    for (std::size_t row = 0; row < count; ++row) {
        double mean = 0;
        double variance = 0;
        for (std::size_t at = 0; at < width; ++at)
            mean += static_cast<double>(before[row * width + at]) / width;
        for (std::size_t at = 0; at < width; ++at) {
            variance += std::pow(static_cast<double>(before[row * width + at]) - mean, 2) / width;
        }
        for (std::size_t at = 0; at < width; ++at) {
            const double expected = (static_cast<double>(before[row * width + at]) - mean) /
                                        std::sqrt(variance) * static_cast<double>(scale[at]) +
                                    static_cast<double>(shift[at]);
            ASSERT_NEAR(static_cast<double>(rows[row * width + at]), expected, 1e-5);
            ASSERT_NEAR(
                static_cast<double>(widened(rounded[row * width + at])),
                expected,
                std::abs(expected) / 256 + 1e-5
            );
        }
    }
}

TEST_P(KernelsTest, NormalizesARowOfOneValueToTheShift) {
    std::vector<float> rows(32, 0);
    const std::vector<float> scale(32, 5);
    const std::vector<float> shift(32, 0.25F);
    GetParam().normalize(
        {.rows = rows.data(), .count = 1, .width = 32, .scale = scale.data(), .shift = shift.data()}
    );
    EXPECT_EQ(rows, shift);
}

INSTANTIATE_TEST_SUITE_P(
    EveryInstructionSet,
    KernelsTest,
    testing::ValuesIn(runnable_kernels().begin(), runnable_kernels().end()),
    [](const testing::TestParamInfo<Kernels>& kernels) {
        return std::string(kernels.param.instruction_set);
    }
);

}  // namespace
}  // namespace lectern::embedding
