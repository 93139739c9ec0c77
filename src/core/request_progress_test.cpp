#include "core/request_progress.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace lectern {
namespace {

using namespace std::chrono_literals;

TEST(RequestProgress, TellsStagesInTheOrderInWhichTheyBegan) {
    RequestProgress progress;
    progress.begin("total");
    progress.begin("lexical");
    progress.end("lexical", 5ms);
    const auto stages = progress.stages();
    ASSERT_EQ(stages.size(), 2U);
    EXPECT_EQ(stages[0].name, "total");
    EXPECT_EQ(stages[0].running, 1U);
    EXPECT_EQ(stages[0].passes, 0U);
    EXPECT_EQ(stages[1].name, "lexical");
    EXPECT_EQ(stages[1].running, 0U);
    EXPECT_EQ(stages[1].ended, 5ms);
}

TEST(RequestProgress, AddsUpPassesThroughOneStage) {
    RequestProgress progress;
    for (int i = 0; i < 3; ++i) progress.begin("load");
    progress.end("load", 2ms);
    progress.end("load", 3ms);
    const auto stages = progress.stages();
    ASSERT_EQ(stages.size(), 1U);
    EXPECT_EQ(stages[0].ended, 5ms);
    EXPECT_EQ(stages[0].passes, 2U);
    EXPECT_EQ(stages[0].running, 1U);
}

TEST(RequestProgress, HoldsABoundedNumberOfNames) {
    RequestProgress progress;
    for (std::size_t i = 0; i < 1000; ++i) {
        progress.begin("stage" + std::to_string(i));
        progress.end("stage" + std::to_string(i), 1ms);
    }
    EXPECT_EQ(progress.stages().size(), RequestProgress::most_stages);
}

TEST(RequestProgress, PassesOverTheEndOfWhatDidNotBegin) {
    RequestProgress progress;
    progress.end("ghost", 1ms);
    EXPECT_TRUE(progress.stages().empty());
}

TEST(RequestProgress, IsSharedByThreads) {
    RequestProgress progress;
    {
        std::vector<std::jthread> legs;
        for (int i = 0; i < 4; ++i) {
            legs.emplace_back([&progress] {
                for (int n = 0; n < 1000; ++n) {
                    progress.begin("leg");
                    progress.identify("acme");
                    progress.end("leg", 1us);
                }
            });
        }
    }
    EXPECT_EQ(progress.stages().at(0).passes, 4000U);
    EXPECT_EQ(progress.stages().at(0).ended, 4ms);
    EXPECT_EQ(progress.tenant(), "acme");
}

}  // namespace
}  // namespace lectern
