#include "graphql/limits.hpp"

#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "graphql/testing/execution.hpp"

namespace lectern::graphql {
namespace {

using testing::document_of;
using testing::schema_of;
using testing::text_of;

const Schema& schema() {
    static const Schema schema = schema_of(R"(
        type Query {
            a: Int
            thing: Thing
            things: [Thing]
            list(first: Int, limit: Int): [Thing]
            page(first: Int = 5): Page
        }
        type Page { total: Int edges: [Edge] nodes: [Thing] }
        type Edge { node: Thing }
        type Thing { name: String part: Thing parts: [Thing] }
    )");
    return schema;
}

QueryCost cost_of(
    std::string_view text, const Object& variables = {}, const QueryLimits& limits = {}
) {
    const ast::Document document = document_of(text);
    const auto& operation = std::get<ast::OperationDefinition>(document.definitions.at(0));
    return measure(schema(), document, operation, variables, limits);
}

std::string errors_of(std::string_view text, const QueryLimits& limits) {
    const ast::Document document = document_of(text);
    const auto& operation = std::get<ast::OperationDefinition>(document.definitions.at(0));
    return text_of(check_limits(schema(), document, operation, {}, limits));
}

std::uint64_t complexity_of(std::string_view text, const Object& variables = {}) {
    return cost_of(text, variables).complexity;
}

TEST(Limits, CountWhatIsAskedFor) {
    const QueryCost cost = cost_of(
        "{ x: a ...F ... on Query { thing { y: name part { name } } } } fragment F on Query { z: a "
        "a }"
    );
    EXPECT_EQ(cost.depth, 3U);
    EXPECT_EQ(cost.aliases, 3U);
    EXPECT_EQ(cost.root_fields, 4U);
    EXPECT_EQ(cost.complexity, 7U);
}

TEST(Limits, ListsMultiplyWhatIsInThem) {
    EXPECT_EQ(complexity_of("{ things { name } }"), 11U);
    EXPECT_EQ(complexity_of("{ things { parts { name } } }"), 111U);
    EXPECT_EQ(complexity_of("{ list(first: 3) { name part { name } } }"), 10U);
    EXPECT_EQ(complexity_of("{ list(first: 3, limit: 7) { name } }"), 8U);
    EXPECT_EQ(complexity_of("{ list { name } }"), 11U);
    EXPECT_EQ(complexity_of("{ list(first: 0) { name } }"), 1U);
    EXPECT_EQ(complexity_of("{ list(first: -4) { name } }"), 1U);
    EXPECT_EQ(complexity_of("query($n: Int) { list(first: $n) { name } }", {{"n", 100}}), 101U);
    EXPECT_EQ(complexity_of("query($n: Int) { list(first: $n) { name } }"), 11U);
}

TEST(Limits, ConnectionsTellTheSizeOfTheirLists) {
    // page, total, edges, and three times node and name
    EXPECT_EQ(complexity_of("{ page(first: 3) { total edges { node { name } } } }"), 9U);
    EXPECT_EQ(complexity_of("{ page { edges { node { name } } } }"), 12U);
    EXPECT_EQ(
        complexity_of("{ page(first: 3) { ...P } } fragment P on Page { nodes { name } }"), 5U
    );
    EXPECT_EQ(complexity_of("{ page(first: 3) { nodes { parts { name } } } }"), 35U);
}

TEST(Limits, FieldsHaveTheirOwnCosts) {
    QueryLimits limits;
    limits.field_costs = {{"Query.page", 50}, {"Thing.name", 0}};
    EXPECT_EQ(cost_of("{ page { nodes { name } } a }", {}, limits).complexity, 52U);
}

TEST(Limits, EachHasItsOwnError) {
    const std::string_view text = "{ x: a y: a thing { part { name } } }";
    EXPECT_EQ(errors_of(text, {}), "");
    EXPECT_EQ(
        errors_of(text, {.max_depth = 2}),
        "query_too_deep: the depth of the operation is 3, the limit is 2 (1:1)\n"
    );
    EXPECT_EQ(
        errors_of(text, {.max_complexity = 4}),
        "query_too_complex: the complexity of the operation is 5, the limit is 4 (1:1)\n"
    );
    EXPECT_EQ(
        errors_of(text, {.max_aliases = 1}),
        "too_many_aliases: the number of aliases of the operation is 2, the limit is 1 (1:1)\n"
    );
    EXPECT_EQ(
        errors_of(text, {.max_root_fields = 2}),
        "too_many_root_fields: the number of root fields of the operation is 3, the limit is 2 "
        "(1:1)\n"
    );
}

TEST(Limits, IntrospectionHasItsOwn) {
    const std::string_view full =
        "{ __schema { types { fields(includeDeprecated: true) { args { type { ofType { ofType { "
        "ofType { ofType { ofType { ofType { ofType { name } } } } } } } } } } "
        "interfaces { name } possibleTypes { name } } } __typename }";
    EXPECT_EQ(errors_of(full, {}), "");
    const QueryCost cost = cost_of(full);
    EXPECT_EQ(cost.complexity, 0U);
    EXPECT_EQ(cost.depth, 1U);
    EXPECT_EQ(
        errors_of(
            "{ __schema { types { fields { type { fields { type { interfaces { name } } } } } } } "
            "}",
            {}
        ),
        "query_too_deep: the number of nested lists in introspection of the operation is 3, the "
        "limit is 2 (1:1)\n"
    );
    EXPECT_EQ(
        errors_of("{ __type(name: \"A\") { ofType { name } } }", {.max_introspection_depth = 1}),
        "query_too_deep: the depth of introspection of the operation is 2, the limit is 1 (1:1)\n"
    );
}

TEST(Limits, FragmentBombsCostNoTimeAndCountInFull) {
    std::string text = "{ thing { ...F0 } }";
    for (int i = 0; i < 100; ++i) {
        const std::string next = std::to_string(i + 1);
        text += " fragment F" + std::to_string(i) + " on Thing { x: name a: part { ...F" + next +
                " } b: part { ...F" + next + " } }";
    }
    const QueryCost cost = cost_of(text + " fragment F100 on Thing { parts { name } }");
    EXPECT_EQ(cost.depth, 103U);
    EXPECT_EQ(cost.complexity, std::numeric_limits<std::uint64_t>::max());
    EXPECT_EQ(cost.aliases, std::numeric_limits<std::uint64_t>::max());
}

TEST(Limits, SizesDoNotOverflow) {
    std::string text = "x";
    for (int i = 0; i < 30; ++i) text = "parts { " + text + " }";
    EXPECT_EQ(
        complexity_of("{ list(first: 2147483647) { " + text + " } }"),
        std::numeric_limits<std::uint64_t>::max()
    );
}

TEST(Limits, CircularFragmentsAreWithoutBounds) {
    const std::string_view text = "{ thing { ...F } } fragment F on Thing { part { ...F } }";
    EXPECT_EQ(
        errors_of(text, {.max_complexity = 1000, .max_aliases = 1000}),
        "query_too_deep: the depth of the operation is without bounds, the limit is 15 (1:1)\n"
        "query_too_deep: the depth of introspection of the operation is without bounds, the limit "
        "is "
        "15 (1:1)\n"
        "query_too_deep: the number of nested lists in introspection of the operation is without "
        "bounds, the limit is 2 (1:1)\n"
        "query_too_complex: the complexity of the operation is without bounds, the limit is 1000 "
        "(1:1)\n"
        "too_many_aliases: the number of aliases of the operation is without bounds, the limit is "
        "1000 (1:1)\n"
    );
}

TEST(Limits, DocumentsThatAreNotValidAreMeasuredAllTheSame) {
    const QueryCost cost = cost_of("{ nothing { a { b } } ...Nothing ... on Nothing { c } }");
    EXPECT_EQ(cost.depth, 3U);
    EXPECT_EQ(cost.root_fields, 2U);
    EXPECT_EQ(cost_of("mutation { a }").complexity, 1U);
}

}  // namespace
}  // namespace lectern::graphql
