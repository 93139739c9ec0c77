#include "access/load_limits.hpp"

#include <gtest/gtest.h>

namespace lectern::access {
namespace {

constexpr Rule read{.operation = "r", .scope = Scope::retrieve_read, .effect = Effect::read};
constexpr Rule write{.operation = "w", .scope = Scope::ingest_write, .effect = Effect::write};
constexpr Rule probe{.operation = "p"};

TEST(LoadLimits, WritesGoBeforeReadsAndProbesNever) {
    const LoadLimits limits{.writes = 0.5, .reads = 0.9};
    EXPECT_FALSE(is_overloaded(limits, write, 0.49));
    EXPECT_TRUE(is_overloaded(limits, write, 0.5));
    EXPECT_FALSE(is_overloaded(limits, read, 0.89));
    EXPECT_TRUE(is_overloaded(limits, read, 0.9));
    EXPECT_FALSE(is_overloaded(limits, probe, 1.0));
}

TEST(LoadLimits, HaveToBeInOrder) {
    EXPECT_TRUE(validate(LoadLimits{}));
    EXPECT_TRUE(validate(LoadLimits{.writes = 1, .reads = 1}));
    EXPECT_FALSE(validate(LoadLimits{.writes = 0, .reads = 1}));
    EXPECT_FALSE(validate(LoadLimits{.writes = 0.9, .reads = 0.5}));
    EXPECT_FALSE(validate(LoadLimits{.writes = 0.9, .reads = 1.1}));
}

}  // namespace
}  // namespace lectern::access
