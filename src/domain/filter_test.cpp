#include "domain/filter.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::domain {
namespace {

const std::vector<FieldValues> fields{
    {"draft", {false}},
    {"tags", {std::string("a"), std::string("b")}},
    {"year", {std::int64_t{1999}}},
};

Filter in(std::string field, Scalar value) {
    return {In{.field = std::move(field), .values = {std::move(value)}}};
}

Filter nested(std::size_t depth) {
    Filter filter{Exists{"tags"}};
    for (std::size_t i = 1; i < depth; ++i) filter = Filter{AllOf{{filter}}};
    return filter;
}

TEST(Filter, FindsAnyValueOfAField) {
    EXPECT_TRUE(matches(in("tags", std::string("b")), fields));
    EXPECT_FALSE(matches(in("tags", std::string("c")), fields));
    EXPECT_FALSE(matches(in("none", std::string("a")), fields));
    EXPECT_TRUE(matches(in("year", 1999.0), fields));
}

TEST(Filter, WantsOneValueWithinAllBounds) {
    EXPECT_TRUE(matches({Range{.field = "year", .greater_or_equal = std::int64_t{1999}}}, fields));
    EXPECT_FALSE(matches({Range{.field = "year", .greater = std::int64_t{1999}}}, fields));
    EXPECT_TRUE(matches(
        {Range{.field = "tags", .greater = std::string("a"), .less = std::string("c")}}, fields
    ));
    EXPECT_FALSE(matches({Range{.field = "tags", .greater = std::int64_t{0}}}, fields));
}

TEST(Filter, OfNothingMeansWhatLogicSays) {
    EXPECT_TRUE(matches({AllOf{}}, fields));
    EXPECT_FALSE(matches({AnyOf{}}, fields));
    EXPECT_TRUE(matches({NoneOf{}}, fields));
}

TEST(Filter, KnowsWhatExists) {
    EXPECT_TRUE(matches({Exists{"draft"}}, fields));
    EXPECT_FALSE(matches({Exists{"drafts"}}, fields));
}

RC_GTEST_PROP(Filter, ObeysDeMorgan, (bool first, bool second)) {
    const Filter left = first ? Filter{Exists{"draft"}} : Filter{Exists{"none"}};
    const Filter right = second ? Filter{Exists{"tags"}} : Filter{Exists{"none"}};
    const Filter negated_or{NoneOf{{left, right}}};
    const Filter and_of_negated{AllOf{{Filter{NoneOf{{left}}}, Filter{NoneOf{{right}}}}}};
    RC_ASSERT(matches(negated_or, fields) == matches(and_of_negated, fields));
}

TEST(FilterLimits, HoldEachBound) {
    EXPECT_TRUE(validate(nested(16)));
    EXPECT_EQ(validate(nested(17)).error().message, "the filter is nested deeper than 16 levels");
    EXPECT_FALSE(validate({AllOf{std::vector<Filter>(256, Filter{Exists{"a"}})}}));
    EXPECT_TRUE(validate({AllOf{std::vector<Filter>(255, Filter{Exists{"a"}})}}));
    EXPECT_FALSE(validate({In{.field = "a", .values = std::vector<Scalar>(1025, true)}}));
    EXPECT_FALSE(validate({Exists{""}}));
    EXPECT_EQ(validate({Range{.field = "a"}}).error().message, "the range on a has no bound");
}

}  // namespace
}  // namespace lectern::domain
