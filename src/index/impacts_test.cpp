#include "index/impacts.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::index {
namespace {

using Pairs = std::vector<std::pair<std::uint8_t, std::uint8_t>>;

bool bounds(const Impacts& impacts, std::uint32_t frequency, std::uint32_t length) {
    return std::ranges::any_of(impacts, [&](const Impact& impact) {
        return impact.frequency >= frequency && impact.length <= length && impact.frequency > 0;
    });
}

RC_GTEST_PROP(ImpactsProperty, SomeImpactBoundsEveryPosting, (const Pairs& pairs)) {
    ImpactCollector collector;
    for (const auto& [frequency, length] : pairs) collector.add(frequency + 1U, length + 1U);
    ImpactCollector of_collectors;
    of_collectors.add(collector.impacts());
    for (const auto& [frequency, length] : pairs) {
        RC_ASSERT(bounds(collector.impacts(), frequency + 1U, length + 1U));
        RC_ASSERT(bounds(of_collectors.impacts(), frequency + 1U, length + 1U));
    }
}

TEST(Impacts, KeepsOnlyWhatNothingDominates) {
    ImpactCollector collector;
    collector.add(2, 100);
    collector.add(1, 200);
    collector.add(3, 90);
    EXPECT_EQ(collector.impacts(), (Impacts{Impact{.frequency = 3, .length = 90}}));
}

TEST(Impacts, SaturatesToABound) {
    ImpactCollector collector;
    collector.add(1'000'000, 1'000'000);
    EXPECT_EQ(collector.impacts()[0], (Impact{.frequency = unbounded_frequency, .length = 0xFFFF}));
}

TEST(Impacts, JoinsTheClosestWhenThereAreTooMany) {
    ImpactCollector collector;
    for (const auto& [frequency, length] :
         {std::pair(1U, 10U), {2U, 40U}, {8U, 160U}, {32U, 640U}, {33U, 650U}}) {
        collector.add(frequency, length);
    }
    EXPECT_EQ(collector.impacts()[3], (Impact{.frequency = 33, .length = 640}));
    EXPECT_EQ(collector.impacts()[0], (Impact{.frequency = 1, .length = 10}));
}

}  // namespace
}  // namespace lectern::index
