#include "backends/embedders/batch_plan.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::backends::embedders {
namespace {

TEST(BatchPlan, FillsABatchBeforeTheNext) {
    const std::vector<std::size_t> lengths{100, 100, 56, 1, 256, 300, 2};
    const std::vector<Batch> expected{{0, 3}, {3, 1}, {4, 1}, {5, 1}, {6, 1}};
    EXPECT_EQ(plan_batches(lengths, 256), expected);
}

TEST(BatchPlan, HasNoBatchForNoText) { EXPECT_TRUE(plan_batches({}, 256).empty()); }

RC_GTEST_PROP(BatchPlan, CoversEveryTextOnceInOrderWithinTheBound, ()) {
    const auto max_tokens = *rc::gen::inRange<std::size_t>(1, 300);
    const auto lengths = *rc::gen::container<std::vector<std::size_t>>(
        rc::gen::inRange<std::size_t>(1, max_tokens + 1)
    );
    std::size_t next = 0;
    for (const Batch& batch : plan_batches(lengths, max_tokens)) {
        RC_ASSERT(batch.first == next);
        RC_ASSERT(batch.count > 0U);
        std::size_t tokens = 0;
        for (std::size_t at = batch.first; at < batch.first + batch.count; ++at)
            tokens += lengths[at];
        RC_ASSERT(tokens <= max_tokens);
        next += batch.count;
    }
    RC_ASSERT(next == lengths.size());
}

}  // namespace
}  // namespace lectern::backends::embedders
