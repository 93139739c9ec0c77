#include "transport/graphql/arguments.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace lectern::transport::graphql {
namespace {

TEST(Arguments, TakeNullForAbsent) {
    const language::Object object{{"a", nullptr}, {"b", "text"}};
    const Arguments arguments(object);
    EXPECT_FALSE(arguments.has("a"));
    EXPECT_EQ(arguments.text("a", "fallback"), "fallback");
    EXPECT_EQ(arguments.count("a", 7), 7U);
    EXPECT_EQ(arguments.text("b", "fallback"), "text");
    EXPECT_EQ(arguments.optional_text("c"), std::nullopt);
}

TEST(Arguments, MakeNegativeCountsTooLargeForEveryBound) {
    const language::Object object{{"n", -1}, {"m", std::int64_t{1} << 40}, {"k", 3}};
    const Arguments arguments(object);
    EXPECT_EQ(arguments.count("n", 0), std::numeric_limits<std::uint32_t>::max());
    EXPECT_EQ(arguments.count("m", 0), std::numeric_limits<std::uint32_t>::max());
    EXPECT_EQ(arguments.count("k", 0), 3U);
}

TEST(Arguments, ReadPages) {
    const language::Object object{{"first", 3}, {"after", "cursor"}};
    const auto page = decode_page_request(Arguments(object));
    ASSERT_TRUE(page);
    EXPECT_EQ(page->limit, 3U);
    EXPECT_EQ(page->cursor, "cursor");
    const language::Object wrong{{"first", 1001}};
    EXPECT_EQ(decode_page_request(Arguments(wrong)).error().code, ErrorCode::invalid_argument);
}

TEST(Arguments, NameNumbersBeyondSinglePrecision) {
    std::vector<FieldViolation> violations;
    EXPECT_EQ(
        decode_vector({1, 0.5, std::int64_t{2}}, "/vector", violations),
        (std::vector<float>{1.0F, 0.5F, 2.0F})
    );
    EXPECT_TRUE(violations.empty());
    decode_vector({0, -1e39}, "/vector", violations);
    ASSERT_EQ(violations.size(), 1U);
    EXPECT_EQ(violations[0].field, "/vector/1");
}

}  // namespace
}  // namespace lectern::transport::graphql
