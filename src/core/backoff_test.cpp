#include "core/backoff.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, DoublesUpToTheLongest) {
    const Backoff backoff{.first = milliseconds{100}, .longest = milliseconds{1'000}};
    EXPECT_EQ(backoff.bound(1), milliseconds{100});
    EXPECT_EQ(backoff.bound(2), milliseconds{200});
    EXPECT_EQ(backoff.bound(4), milliseconds{800});
    EXPECT_EQ(backoff.bound(5), milliseconds{1'000});
    EXPECT_EQ(backoff.bound(4'000'000'000U), milliseconds{1'000});
}

TEST(Backoff, ADelayOfNothingStaysNothing) {
    const Backoff backoff{.first = milliseconds{0}, .longest = milliseconds{1'000}};
    EXPECT_EQ(backoff.bound(4'000'000'000U), milliseconds{0});
    EXPECT_EQ(backoff.delay(3), milliseconds{0});
}

RC_GTEST_PROP(
    Backoff, DelaysLieBetweenNothingAndTheBound, (std::uint32_t attempt, std::uint64_t random)
) {
    const Backoff backoff{.first = milliseconds{1'000}, .longest = milliseconds{300'000}};
    const auto delay = backoff.delay(attempt, random);
    RC_ASSERT(delay >= milliseconds{0});
    RC_ASSERT(delay <= backoff.bound(attempt));
    RC_ASSERT(backoff.bound(attempt) <= backoff.longest);
}

TEST(Backoff, ReachesBothEndsOfTheRange) {
    const Backoff backoff{.first = milliseconds{3}, .longest = milliseconds{100}};
    EXPECT_EQ(backoff.delay(1, 4), milliseconds{0});
    EXPECT_EQ(backoff.delay(1, 7), milliseconds{3});
}

}  // namespace
}  // namespace lectern
