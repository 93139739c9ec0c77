#include "index/dot.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace lectern::index {
namespace {

TEST(DotProduct, AgreesWithASumInDoublesAtEveryLength) {
    std::mt19937 random(3);
    std::uniform_real_distribution<float> number(-1, 1);
    for (std::size_t length = 0; length <= 131; ++length) {
        std::vector<float> left(length + 1);
        std::vector<float> right(length + 1);
        double expected = 0;
        for (std::size_t i = 0; i < length; ++i) {
            left[i + 1] = number(random);
            right[i] = number(random);
            expected += static_cast<double>(left[i + 1]) * static_cast<double>(right[i]);
        }
        EXPECT_NEAR(dot_product(left.data() + 1, right.data(), length), expected, 1e-4) << length;
    }
}

TEST(Normalise, MakesUnitLengthWithoutOverflow) {
    std::vector<float> vector{3e30F, 4e30F};
    normalise(vector);
    EXPECT_FLOAT_EQ(vector[0], 0.6F);
    EXPECT_FLOAT_EQ(vector[1], 0.8F);
}

TEST(Normalise, LeavesZerosWhereThereIsNoDirection) {
    std::vector<float> zeros{0, 0};
    normalise(zeros);
    EXPECT_EQ(zeros, (std::vector<float>{0, 0}));
    std::vector<float> broken{1, std::nanf("")};
    normalise(broken);
    EXPECT_EQ(broken, (std::vector<float>{0, 0}));
}

}  // namespace
}  // namespace lectern::index
