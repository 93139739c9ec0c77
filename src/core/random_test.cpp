#include "core/random.hpp"

#include <set>

#include <gtest/gtest.h>

namespace lectern {
namespace {

TEST(OrderedId, IsAUuidOfVersionSeven) {
    const std::string id =
        make_ordered_id("job", Timestamp{std::chrono::milliseconds{0x0123456789ab}});
    ASSERT_EQ(id.size(), 36U);
    EXPECT_TRUE(id.starts_with("job_0123456789ab7"));
    EXPECT_TRUE(std::string_view("89ab").contains(id[4 + 16]));
}

TEST(OrderedId, SortsInTheOrderOfMakingAndIsUnique) {
    std::set<std::string> ids;
    std::string before;
    for (int millisecond = 0; millisecond < 100; ++millisecond) {
        for (int i = 0; i < 10; ++i) {
            const auto id = make_ordered_id(
                "job", Timestamp{std::chrono::milliseconds{1'700'000'000'000 + millisecond}}
            );
            EXPECT_GT(id, before);
            ids.insert(id);
            before = id;
        }
    }
    EXPECT_EQ(ids.size(), 1000U);
}

}  // namespace
}  // namespace lectern
