#include "graphql/request.hpp"

#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "graphql/testing/execution.hpp"

namespace lectern::graphql {
namespace {

using testing::schema_of;
using testing::text_of;

const Schema& schema() {
    static const Schema schema = schema_of(
        "type Query { a(x: Int): Int list(first: Int): [Query!] } type Mutation { b: Int }"
    );
    return schema;
}

std::string errors_of(
    Preparation& preparation,
    std::string_view text,
    std::optional<std::string_view> name = std::nullopt,
    const Object& variables = {}
) {
    const auto prepared = preparation.prepare(text, name, variables);
    return prepared ? "" : text_of(prepared.error());
}

TEST(Preparation, GivesTheOperationWithItsVariables) {
    Preparation preparation(schema(), {});
    const auto prepared =
        preparation.prepare("query Q($x: Int = 3) { a(x: $x) } mutation M { b }", "Q", {});
    ASSERT_TRUE(prepared.has_value());
    EXPECT_EQ(prepared->operation->kind, OperationKind::query);
    EXPECT_EQ(to_string(Value(prepared->variables)), "{x: 3}");
    const auto other =
        preparation.prepare("query Q($x: Int = 3) { a(x: $x) } mutation M { b }", "M", {});
    ASSERT_TRUE(other.has_value());
    EXPECT_EQ(other->operation->kind, OperationKind::mutation);
    EXPECT_EQ(other->document, prepared->document);
}

TEST(Preparation, ReportsTheFirstStageThatFails) {
    Preparation preparation(
        schema(), {.parse = {.max_bytes = 200}, .query = {.max_depth = 2, .max_root_fields = 2}}
    );
    EXPECT_EQ(
        errors_of(preparation, "{"),
        "syntax: expected a name, found the end of the document (1:2)\n"
    );
    EXPECT_TRUE(errors_of(preparation, std::string(201, ' ')).starts_with("document_too_large"));
    EXPECT_TRUE(errors_of(preparation, "{ nothing }").starts_with("validation"));
    EXPECT_TRUE(errors_of(preparation, "query A { a } query B { a }").starts_with("operation"));
    EXPECT_TRUE(errors_of(preparation, "query A { a } query B { a }", "C").starts_with("operation")
    );
    EXPECT_TRUE(errors_of(preparation, "{ a }", "").starts_with("operation"));
    EXPECT_TRUE(errors_of(preparation, "query($x: Int!) { a(x: $x) }").starts_with("variables"));
    EXPECT_TRUE(errors_of(preparation, "query($x: Int!) { a(x: $x) }", std::nullopt, {{"x", "no"}})
                    .starts_with("variables"));
    EXPECT_TRUE(errors_of(preparation, "{ list { list { a } } }").starts_with("query_too_deep"));
    EXPECT_TRUE(errors_of(preparation, "{ a x: a y: a }").starts_with("too_many_root_fields"));
    EXPECT_EQ(errors_of(preparation, "{ a }"), "");
}

TEST(Preparation, RemembersValidDocuments) {
    Preparation preparation(schema(), {});
    EXPECT_EQ(errors_of(preparation, "{ a }"), "");
    EXPECT_EQ(errors_of(preparation, "{ a }"), "");
    EXPECT_NE(errors_of(preparation, "{ nothing }"), "");
    EXPECT_NE(errors_of(preparation, "{ nothing }"), "");
    const auto statistics = preparation.statistics();
    EXPECT_EQ(statistics.hits, 1U);
    EXPECT_EQ(statistics.misses, 3U);
    EXPECT_EQ(statistics.documents, 1U);
    EXPECT_EQ(statistics.bytes, 5U);
}

TEST(Preparation, ForgetsWhatWasNotUsedForLongest) {
    Preparation preparation(schema(), {.cached_documents = 2});
    for (const char* text : {"{ a }", "{ b: a }", "{ a }", "{ c: a }", "{ a }", "{ b: a }"})
        EXPECT_EQ(errors_of(preparation, text), "");
    const auto statistics = preparation.statistics();
    EXPECT_EQ(statistics.documents, 2U);
    EXPECT_EQ(statistics.hits, 2U);
}

TEST(Preparation, BoundsTheLengthOfWhatItRemembers) {
    Preparation preparation(schema(), {.cached_bytes = 12});
    for (const char* text : {"{ a }", "{ b: a }", "{ a a a a a a a a }"})
        EXPECT_EQ(errors_of(preparation, text), "");
    const auto statistics = preparation.statistics();
    EXPECT_EQ(statistics.documents, 1U);
    EXPECT_EQ(statistics.bytes, 8U);
}

TEST(Preparation, ServesSeveralThreads) {
    Preparation preparation(schema(), {.cached_documents = 3});
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&preparation] {
            for (int k = 0; k < 200; ++k) {
                const std::string text = "{ x" + std::to_string(k % 5) + ": a }";
                EXPECT_TRUE(preparation.prepare(text, std::nullopt, {}).has_value());
            }
        });
    }
    threads.clear();
    const auto statistics = preparation.statistics();
    EXPECT_EQ(statistics.hits + statistics.misses, 800U);
    EXPECT_LE(statistics.documents, 3U);
}

TEST(Preparation, OperationsOutliveTheCache) {
    std::optional<PreparedOperation> kept;
    {
        Preparation preparation(schema(), {.cached_documents = 1});
        kept = preparation.prepare("{ a }", std::nullopt, {}).value();
        EXPECT_EQ(errors_of(preparation, "{ b: a }"), "");
    }
    EXPECT_EQ(kept->operation->selection_set.selections.size(), 1U);
}

}  // namespace
}  // namespace lectern::graphql
