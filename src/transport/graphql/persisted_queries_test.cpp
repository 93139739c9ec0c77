#include "transport/graphql/persisted_queries.hpp"

#include <gtest/gtest.h>

#include "core/digest.hpp"
#include "transport/graphql/testing/graphql_fixture.hpp"

namespace lectern::transport::graphql {
namespace {

using testing::Answer;
using testing::GraphqlFixture;

TEST(PersistedQueries, ForgetTheOneUsedLeastRecently) {
    PersistedQueries queries({.max_queries = 2, .max_bytes = 100});
    queries.put("a", "text a");
    queries.put("b", "text b");
    EXPECT_EQ(queries.find("a"), "text a");
    queries.put("c", "text c");
    EXPECT_EQ(queries.find("a"), "text a");
    EXPECT_EQ(queries.find("b"), std::nullopt);
    EXPECT_EQ(queries.find("c"), "text c");
}

TEST(PersistedQueries, AreBoundedInBytes) {
    PersistedQueries queries({.max_queries = 100, .max_bytes = 10});
    queries.put("large", std::string(11, 'x'));
    EXPECT_EQ(queries.find("large"), std::nullopt);
    queries.put("a", "123456");
    queries.put("b", "123456");
    EXPECT_EQ(queries.find("a"), std::nullopt);
    EXPECT_EQ(queries.find("b"), "123456");
}

std::string by_digest(const std::string& digest) {
    return R"({"extensions":{"persistedQuery":{"version":1,"sha256Hash":")" + digest + R"("}}})";
}

TEST(PersistedQueries, AreFoundOnceTheyWereSent) {
    GraphqlFixture graphql;
    const std::vector<http::Header> json{{"content-type", "application/json"}};
    const std::string query = "{ jobs { nodes { id } } }";
    const std::string digest = sha256_hex(query);
    const Answer unknown = graphql.send("POST", "/graphql", by_digest(digest), json);
    EXPECT_EQ(unknown.text("/errors/0/message"), "PersistedQueryNotFound");
    EXPECT_EQ(unknown.text("/errors/0/extensions/reason"), "persisted_query_not_found");
    std::string with_text = by_digest(digest);
    with_text.insert(1, R"("query":")" + query + R"(",)");
    EXPECT_EQ(graphql.send("POST", "/graphql", with_text, json).status, 200U);
    const Answer known = graphql.send("POST", "/graphql", by_digest(digest), json);
    EXPECT_TRUE(known.at("/data/jobs/nodes").is_array()) << known.body;
}

TEST(PersistedQueries, AreNotKeptWhenTheyAreNotTheDigestsOrNotValid) {
    GraphqlFixture graphql;
    const std::vector<http::Header> json{{"content-type", "application/json"}};
    std::string other = by_digest(sha256_hex("something else"));
    other.insert(1, R"("query":"{ jobs { nodes { id } } }",)");
    const Answer mismatch = graphql.send("POST", "/graphql", other, json);
    EXPECT_EQ(mismatch.text("/errors/0/extensions/reason"), "persisted_query_mismatch");
    const std::string wrong = "{ nothing }";
    std::string invalid = by_digest(sha256_hex(wrong));
    invalid.insert(1, R"("query":"{ nothing }",)");
    graphql.send("POST", "/graphql", invalid, json);
    EXPECT_EQ(
        graphql.send("POST", "/graphql", by_digest(sha256_hex(wrong)), json)
            .text("/errors/0/extensions/reason"),
        "persisted_query_not_found"
    );
}

}  // namespace
}  // namespace lectern::transport::graphql
