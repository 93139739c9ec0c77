#include "domain/lease_order.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::domain {
namespace {

TEST(LeaseOrder, StartsWithPriorities) { EXPECT_EQ(lease_order(0), LeaseOrder::by_priority); }

RC_GTEST_PROP(LeaseOrder, GoesByAgeOnceInAnyEightInARow, (std::uint32_t first)) {
    int by_age = 0;
    for (std::uint64_t i = 0; i < 8; ++i)
        by_age += lease_order(first + i) == LeaseOrder::by_age ? 1 : 0;
    RC_ASSERT(by_age == 1);
}

}  // namespace
}  // namespace lectern::domain
