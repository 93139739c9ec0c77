#include "index/bitmap.hpp"

#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::index {
namespace {

Bitmap from(const std::set<std::size_t>& bits, std::size_t size) {
    Bitmap bitmap(size);
    for (const std::size_t bit : bits) {
        if (bit < size) bitmap.set(bit);
    }
    return bitmap;
}

std::set<std::size_t> bits_of(const Bitmap& bitmap) {
    std::set<std::size_t> bits;
    for (std::size_t bit = bitmap.next(0); bit < bitmap.size(); bit = bitmap.next(bit + 1))
        bits.insert(bit);
    return bits;
}

RC_GTEST_PROP(BitmapProperty, NextWalksExactlyTheSetBits, (const std::set<std::uint8_t>& numbers)) {
    const std::set<std::size_t> bits(numbers.begin(), numbers.end());
    const Bitmap bitmap = from(bits, 256);
    RC_ASSERT(bits_of(bitmap) == bits);
    RC_ASSERT(bitmap.count() == bits.size());
    RC_ASSERT(Bitmap(256, bitmap.words()) == bitmap);
}

TEST(Bitmap, FlipLeavesNothingBeyondItsEnd) {
    Bitmap bitmap(70);
    bitmap.set(3);
    bitmap.flip();
    EXPECT_EQ(bitmap.count(), 69U);
    EXPECT_FALSE(bitmap.test(3));
    EXPECT_EQ(bitmap.next(70), 70U);
    EXPECT_EQ(Bitmap(70, true).count(), 70U);
}

TEST(Bitmap, CombinesAsSetsDo) {
    const Bitmap left = from({1, 64, 90}, 100);
    const Bitmap right = from({1, 65, 90}, 100);
    EXPECT_EQ(bits_of(Bitmap(left) &= right), (std::set<std::size_t>{1, 90}));
    EXPECT_EQ(bits_of(Bitmap(left) |= right), (std::set<std::size_t>{1, 64, 65, 90}));
    EXPECT_EQ(bits_of(Bitmap(left).subtract(right)), (std::set<std::size_t>{64}));
}

TEST(Bitmap, OfNoBitsHasNoNext) {
    EXPECT_EQ(Bitmap(0).next(0), 0U);
    EXPECT_EQ(Bitmap(0, true).count(), 0U);
}

}  // namespace
}  // namespace lectern::index
