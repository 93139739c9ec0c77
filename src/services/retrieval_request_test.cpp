#include "services/retrieval_request.hpp"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace lectern::services {
namespace {

std::string violated(const RetrieveRequest& request) {
    auto good = validate(request);
    if (good) return {};
    EXPECT_EQ(good.error().code, ErrorCode::invalid_argument);
    return good.error().violations.at(0).field;
}

TEST(RetrievalRequest, EveryBoundIsNamedWhenItIsPassed) {
    constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
    const auto vector_mode = domain::RetrievalMode::vector;
    EXPECT_EQ(violated({.query = "q"}), "");
    EXPECT_EQ(violated({}), "/query");
    EXPECT_EQ(violated({.query = std::string(8'193, 'q')}), "/query");
    EXPECT_EQ(violated({.query = std::string(8'192, 'q')}), "");
    EXPECT_EQ(violated({.mode = vector_mode, .vector = {1}}), "");
    EXPECT_EQ(violated({.mode = vector_mode}), "/query");
    EXPECT_EQ(violated({.vector = {1}}), "/query") << "hybrid needs words";
    EXPECT_EQ(violated({.query = "q", .top_k = 0}), "/top_k");
    EXPECT_EQ(violated({.query = "q", .top_k = 1'001}), "/top_k");
    EXPECT_EQ(violated({.query = "q", .top_k = 1'000}), "");
    EXPECT_EQ(violated({.query = "q", .datasets = {{"a"}, {"No"}}}), "/datasets/1");
    EXPECT_EQ(
        violated({.query = "q", .datasets = std::vector<DatasetId>(101, {"a"})}), "/datasets"
    );
    EXPECT_EQ(violated({.query = "q", .vector = {0, 0}}), "/vector");
    EXPECT_EQ(violated({.query = "q", .vector = {1, not_a_number}}), "/vector");
    EXPECT_EQ(violated({.query = "q", .vector = std::vector<float>(4'097, 1)}), "/vector");
    EXPECT_EQ(violated({.query = "q", .weights = {.lexical = -1}}), "/weights/lexical");
    EXPECT_EQ(violated({.query = "q", .weights = {.graph = not_a_number}}), "/weights/graph");
    EXPECT_EQ(violated({.query = "q", .weights = {0, 0, 0}}), "/weights");
    EXPECT_EQ(
        violated({.query = "q", .mode = domain::RetrievalMode::lexical, .weights = {0, 0, 0}}), ""
    );
    EXPECT_EQ(violated({.query = "q", .facets = {{.field = ""}}}), "/facets/0/field");
    EXPECT_EQ(
        violated({.query = "q", .facets = {{.field = "a"}, {.field = "b", .limit = 0}}}),
        "/facets/1/limit"
    );
    EXPECT_EQ(
        violated({.query = "q", .facets = std::vector<domain::FacetRequest>(17, {.field = "a"})}),
        "/facets"
    );
    EXPECT_EQ(
        violated({.query = "q", .filter = domain::Filter{domain::Exists{.field = ""}}}), "/filter"
    );
}

TEST(RetrievalRequest, SeveralViolationsComeTogether) {
    EXPECT_EQ(validate(RetrieveRequest{.top_k = 0}).error().violations.size(), 2U);
}

TEST(RetrievalRequest, ADigestDependsOnWhatDecidesTheRanking) {
    const TenantId tenant{"t"};
    const RetrieveRequest base{.query = "q"};
    const std::string digest = ranking_digest(tenant, base);
    const auto differs = [&](const RetrieveRequest& other) {
        return ranking_digest(tenant, other) != digest;
    };
    EXPECT_NE(ranking_digest({"u"}, base), digest);
    EXPECT_TRUE(differs({.query = "p"}));
    EXPECT_TRUE(differs({.query = "q", .mode = domain::RetrievalMode::lexical}));
    EXPECT_TRUE(differs({.query = "q", .datasets = {{"a"}}}));
    EXPECT_TRUE(differs({.query = "q", .top_k = 11}));
    EXPECT_TRUE(differs({.query = "q", .vector = {1}}));
    EXPECT_TRUE(differs({.query = "q", .weights = {.lexical = 2}}));
    EXPECT_FALSE(differs({.query = "q", .highlight = false, .explain = true, .cursor = "c"}));
}

TEST(RetrievalRequest, ADigestTellsFiltersApart) {
    using namespace domain;
    const std::vector<Filter> filters{
        {AllOf{}},
        {AnyOf{}},
        {NoneOf{}},
        {AllOf{{{Exists{"a"}}, {Exists{"b"}}}}},
        {AllOf{{{AllOf{{{Exists{"a"}}}}}, {Exists{"b"}}}}},
        {AllOf{{{AllOf{{{Exists{"a"}}, {Exists{"b"}}}}}}}},
        {In{"a", {Scalar{std::int64_t{1}}}}},
        {In{"a", {Scalar{1.0}}}},
        {In{"a", {Scalar{std::string("1")}}}},
        {In{"a", {Scalar{true}}}},
        {In{"a", {Scalar{std::string("b")}, Scalar{std::string("c")}}}},
        {In{"a", {Scalar{std::string("bc")}}}},
        {Range{.field = "a", .greater = std::int64_t{1}}},
        {Range{.field = "a", .greater_or_equal = std::int64_t{1}}},
        {Range{.field = "a", .less = std::int64_t{1}}},
        {Range{.field = "a", .less_or_equal = std::int64_t{1}}},
    };
    std::vector<std::string> digests{ranking_digest({"t"}, {.query = "q"})};
    for (const Filter& filter : filters)
        digests.push_back(ranking_digest({"t"}, {.query = "q", .filter = filter}));
    std::ranges::sort(digests);
    EXPECT_EQ(std::ranges::unique(digests).begin(), digests.end());
}

RC_GTEST_PROP(RetrievalRequest, CursorsRoundTrip, (std::uint32_t offset)) {
    const std::string digest = ranking_digest({"t"}, {.query = "q"});
    const auto decoded = decode_cursor(
        encode_cursor(digest, offset), digest, std::numeric_limits<std::uint32_t>::max()
    );
    if (offset == std::numeric_limits<std::uint32_t>::max()) {
        RC_ASSERT(!decoded);
    } else {
        RC_ASSERT(decoded.value() == offset);
    }
}

TEST(RetrievalRequest, RefusesCursorsThatAreMalformedForeignOrTooFar) {
    const std::string digest = ranking_digest({"t"}, {.query = "q"});
    const std::string other = ranking_digest({"t"}, {.query = "p"});
    const auto refused = [&](std::string_view cursor) {
        auto decoded = decode_cursor(cursor, digest, 100);
        return !decoded && decoded.error().violations.at(0).field == "/cursor";
    };
    EXPECT_EQ(decode_cursor("", digest, 100).value(), 0U);
    EXPECT_FALSE(refused(encode_cursor(digest, 99)));
    EXPECT_TRUE(refused(encode_cursor(digest, 100)));
    EXPECT_TRUE(refused(encode_cursor(other, 10)));
    EXPECT_TRUE(refused("nonsense"));
    EXPECT_TRUE(refused(encode_cursor(digest, 10) + "0"));
    EXPECT_TRUE(refused(digest.substr(0, 16) + "0000000g"));
}

}  // namespace
}  // namespace lectern::services
