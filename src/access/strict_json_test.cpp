#include "access/strict_json.hpp"

#include <string>

#include <gtest/gtest.h>

namespace lectern::access {
namespace {

TEST(StrictJson, ReadsAnObject) {
    const auto object = read_object(R"( {"a": "x", "b": [{"a": 1}, {"a": 2}], "c": {"a": {}}} )");
    ASSERT_TRUE(object);
    ASSERT_NE(find_string(*object, "a"), nullptr);
    EXPECT_EQ(*find_string(*object, "a"), "x");
    EXPECT_EQ(find_string(*object, "b"), nullptr) << "is no string";
    EXPECT_EQ(find_string(*object, "d"), nullptr) << "is absent";
}

TEST(StrictJson, RefusesAMemberTwiceWhereverItStands) {
    for (const char* text :
         {R"({"a":1,"a":1})",
          R"({"a":1,"b":2,"a":3})",
          R"({"a":1,"\u0061":2})",
          R"({"x":{"a":1,"a":2}})",
          R"({"x":[{"y":[{"a":1,"a":2}]}]})"})
        EXPECT_FALSE(read_object(text)) << text;
}

TEST(StrictJson, RefusesWhatIsNoObject) {
    for (const char* text :
         {"",
          "[]",
          "1",
          "null",
          "\"a\"",
          "{",
          "{}{}",
          "{} x",
          "{'a':1}",
          "{\"a\":1,}",
          "{a:1}",
          "{\"a\":\"\xff\"}",
          "/**/{}"})
        EXPECT_FALSE(read_object(text)) << text;
}

TEST(StrictJson, RefusesDeepNesting) {
    const auto nested = [](std::size_t depth) {
        return "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
    };
    EXPECT_TRUE(read_object(nested(10)));
    EXPECT_FALSE(read_object(nested(17)));
    EXPECT_FALSE(read_object(nested(100'000)));
}

}  // namespace
}  // namespace lectern::access
