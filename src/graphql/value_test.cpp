#include "graphql/value.hpp"

#include <gtest/gtest.h>

namespace lectern::graphql {
namespace {

TEST(Value, KeepsMembersInTheOrderOfAdding) {
    Object object{{"b", 1}, {"a", 2}};
    object.set("c", "x");
    object.set("b", Value());
    EXPECT_EQ(to_string(Value(object)), R"({b: null, a: 2, c: "x"})");
    EXPECT_EQ(object.find("d"), nullptr);
    ASSERT_NE(object.find("a"), nullptr);
    EXPECT_EQ(*object.find("a"), Value(2));
}

TEST(Value, ObjectsInAnotherOrderDiffer) {
    EXPECT_NE((Object{{"b", 1}, {"a", 2}}), (Object{{"a", 2}, {"b", 1}}));
}

TEST(Value, WritesAsGraphQlDoes) {
    EXPECT_EQ(to_string(Value(List{true, 1.5, "a\"\n", nullptr})), R"([true, 1.5, "a\"\n", null])");
}

}  // namespace
}  // namespace lectern::graphql
