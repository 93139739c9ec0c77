#include "domain/value.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace lectern::domain {
namespace {

TEST(Flatten, GivesEachLeafItsDottedPath) {
    const Object metadata{
        {"author", Value{Object{{"name", Value{"Ada"}}, {"age", Value{std::int64_t{36}}}}}},
        {"tags", Value{List{Value{"a"}, Value{"b"}}}},
        {"draft", Value{false}},
    };
    const std::vector<FieldValues> expected{
        {"author.age", {std::int64_t{36}}},
        {"author.name", {std::string("Ada")}},
        {"draft", {false}},
        {"tags", {std::string("a"), std::string("b")}},
    };
    EXPECT_EQ(flatten(metadata), expected);
}

TEST(Flatten, GathersScalarsOfObjectsInLists) {
    const Object metadata{
        {"authors",
         Value{List{Value{Object{{"name", Value{"Ada"}}}}, Value{Object{{"name", Value{"Grace"}}}}}}
        },
    };
    ASSERT_EQ(flatten(metadata).size(), 1U);
    EXPECT_EQ(flatten(metadata)[0].values.size(), 2U);
}

TEST(Flatten, LeavesOutNullsAndEmptyLists) {
    EXPECT_TRUE(flatten({{"nothing", Value{}}, {"none", Value{List{}}}, {"empty", Value{Object{}}}}
    ).empty());
}

TEST(Scalars, CompareNumbersByValueWhateverTheirKind) {
    EXPECT_TRUE(equal(std::int64_t{1}, 1.0));
    EXPECT_EQ(compare(std::int64_t{1}, 1.5), -1);
    EXPECT_EQ(compare(1.5, std::int64_t{1}), 1);
    // 2^53 + 1 is no double: rounding either side would call them equal.
    EXPECT_EQ(compare(std::int64_t{9'007'199'254'740'993}, 9'007'199'254'740'992.0), 1);
    EXPECT_EQ(compare(std::numeric_limits<std::int64_t>::max(), 1e300), -1);
    EXPECT_EQ(compare(std::numeric_limits<std::int64_t>::min(), -1e300), 1);
    EXPECT_EQ(compare(std::int64_t{-1}, -1.5), 1);
}

TEST(Scalars, OfOtherKindsAreNeverEqualOrOrdered) {
    EXPECT_FALSE(equal(std::string("1"), std::int64_t{1}));
    EXPECT_FALSE(equal(true, std::int64_t{1}));
    EXPECT_EQ(compare(std::string("1"), std::int64_t{1}), 2);
    EXPECT_EQ(compare(true, false), 2);
    EXPECT_EQ(compare(std::nan(""), 1.0), 2);
    EXPECT_FALSE(equal(std::nan(""), std::nan("")));
}

}  // namespace
}  // namespace lectern::domain
