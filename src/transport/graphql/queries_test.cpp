#include <gtest/gtest.h>

#include "core/time_format.hpp"
#include "transport/graphql/testing/graphql_fixture.hpp"

namespace lectern::transport::graphql {
namespace {

using testing::Answer;
using testing::GraphqlFixture;

TEST(Queries, RetrieveWithEverythingThatAHitShows) {
    GraphqlFixture graphql;
    graphql.fill();
    const Answer answer = graphql.ask(R"({
        retrieve(input: {query: "green tea", mode: LEXICAL, explain: true, facets: [{field: "year"}]}) {
            hits { documentId chunkId datasetId score title url text headings source { begin end } metadata
                   highlights { snippet matches { begin end } }
                   explain { contributions { leg rank score weight fused } terms { term frequency documentFrequency
                             inverseDocumentFrequency score } entities rankConstant }
                   document { id version text job { id } } dataset { id documentCount chunkCount } }
            total { value relation } facets { field values { value count } } timings { stage milliseconds }
            degraded nextCursor } })");
    ASSERT_EQ(answer.status, 200U) << answer.body;
    EXPECT_TRUE(answer.at("/errors").is_null()) << answer.body;
    const std::string hit = "/data/retrieve/hits/0/";
    EXPECT_EQ(answer.text(hit + "documentId"), "a/1");
    EXPECT_EQ(answer.text(hit + "chunkId"), "a/1#1.0");
    EXPECT_EQ(answer.text(hit + "text"), "green tea from Uji");
    EXPECT_EQ(answer.at(hit + "metadata/big"), 9007199254740993);
    EXPECT_EQ(answer.at(hit + "explain/terms").as_array().size(), 2U);
    EXPECT_EQ(answer.text(hit + "document/id"), "a/1");
    EXPECT_EQ(answer.text(hit + "document/text"), "green tea from Uji");
    EXPECT_EQ(answer.at(hit + "dataset/documentCount"), 2);
    EXPECT_EQ(answer.text("/data/retrieve/total/relation"), "EQUAL");
    EXPECT_EQ(answer.at("/data/retrieve/facets/0/values/0/value"), 2001);
    EXPECT_TRUE(answer.at("/data/retrieve/nextCursor").is_null());
    EXPECT_NE(answer.header("Server-Timing").find("lexical;dur="), std::string::npos);
}

// As REST writes them: whole numbers exactly, fractions as fractions.
TEST(Queries, WriteMetadataAsRestDoes) {
    GraphqlFixture graphql;
    graphql.fill();
    const Answer answer =
        graphql.ask(R"({ document(dataset: "papers", id: "a/1") { metadata createdAt } })");
    EXPECT_EQ(
        answer.body,
        R"({"data":{"document":{"metadata":{"big":9007199254740993,"ratio":1.0,"tags":["x","y"],"year":2001},)"
        R"("createdAt":")" +
            format_timestamp(graphql.clock.now()) + R"("}}})"
    );
}

TEST(Queries, FilterHits) {
    GraphqlFixture graphql;
    graphql.fill();
    const auto count = [&graphql](const std::string& filter) {
        const Answer answer = graphql.ask(
            R"({ retrieve(input: {query: "tea", mode: LEXICAL, filter: )" + filter +
            "}) { hits { documentId } } }"
        );
        EXPECT_TRUE(answer.at("/data/retrieve/hits").is_array()) << answer.body;
        return answer.at("/data/retrieve/hits").as_array().size();
    };
    EXPECT_EQ(count(R"({equals: {field: "year", value: 2001}})"), 1U);
    EXPECT_EQ(count(R"({equals: {field: "year", value: 2002}})"), 0U);
    EXPECT_EQ(count(R"({in: {field: "tags", values: ["x", "z"]}})"), 1U);
    EXPECT_EQ(count(R"({range: {field: "year", gt: 2000, lte: 2001}})"), 1U);
    EXPECT_EQ(count(R"({not: {exists: {field: "year"}}})"), 0U);
    EXPECT_EQ(
        count(
            R"({and: [{exists: {field: "year"}}, {or: [{range: {field: "year", lt: 1}}, {exists: {field: "big"}}]}]})"
        ),
        1U
    );
}

TEST(Queries, EmbedTexts) {
    GraphqlFixture graphql;
    const Answer answer =
        graphql.ask(R"({ embed(texts: ["tea", "coffee"]) { model dimensions tokens vectors } })");
    EXPECT_EQ(answer.at("/data/embed/dimensions"), GraphqlFixture::dimensions);
    EXPECT_EQ(answer.at("/data/embed/vectors").as_array().size(), 2U) << answer.body;
}

TEST(Queries, ShowJobsWithTheirItemsAndWhatBecameOfThem) {
    GraphqlFixture graphql;
    const std::string id = graphql.fill();
    const Answer answer = graphql.ask(
        R"(query ($id: ID!) {
            job(id: $id) { id state priority counts { total indexed failed cancelled } cancelRequested requestId
                correlationId traceId createdAt startedAt finishedAt dataset { id }
                items(state: FAILED) { nodes { ordinal documentId version state superseded updatedAt
                    failure { code reason stage } document { id } } } } })",
        {{"id", id}}
    );
    EXPECT_TRUE(answer.at("/errors").is_null()) << answer.body;
    EXPECT_EQ(answer.text("/data/job/state"), "PARTIALLY_FAILED");
    EXPECT_EQ(answer.at("/data/job/counts/failed"), 1);
    EXPECT_EQ(answer.text("/data/job/requestId"), "r-1");
    EXPECT_EQ(answer.text("/data/job/dataset/id"), "papers");
    const std::string item = "/data/job/items/nodes/0/";
    EXPECT_EQ(answer.text(item + "documentId"), "c");
    EXPECT_EQ(answer.text(item + "failure/code"), "INVALID_ARGUMENT");
    EXPECT_EQ(answer.text(item + "failure/reason"), "the file is broken");
    EXPECT_EQ(answer.text(item + "failure/stage"), "EXTRACT");
    EXPECT_TRUE(answer.at(item + "document").is_null());
}

TEST(Queries, ListJobsByDatasetAndState) {
    GraphqlFixture graphql;
    graphql.fill();
    const Answer answer = graphql.ask(
        R"({ all: jobs { nodes { id } } none: jobs(state: QUEUED) { nodes { id } }
             some: jobs(dataset: "papers", state: PARTIALLY_FAILED) { nodes { id } } })"
    );
    EXPECT_EQ(answer.at("/data/all/nodes").as_array().size(), 1U) << answer.body;
    EXPECT_EQ(answer.at("/data/none/nodes").as_array().size(), 0U);
    EXPECT_EQ(answer.at("/data/some/nodes").as_array().size(), 1U);
}

TEST(Queries, ShowDeadLetters) {
    GraphqlFixture graphql;
    const std::string job = graphql.fill();
    const Answer list = graphql.ask(
        R"(query ($job: ID!) { deadLetters(filter: {dataset: "papers", stage: EXTRACT, job: $job}) {
            nodes { id datasetId jobId ordinal documentId version failure { reason } attempts traceId requestId failedAt
                    job { id } dataset { id } } } })",
        {{"job", job}}
    );
    const std::string letter = "/data/deadLetters/nodes/0/";
    EXPECT_EQ(list.text(letter + "documentId"), "c") << list.body;
    EXPECT_EQ(list.text(letter + "job/id"), job);
    const Answer one = graphql.ask(
        "query ($id: ID!) { deadLetter(id: $id) { documentId } }",
        {{"id", list.text(letter + "id")}}
    );
    EXPECT_EQ(one.text("/data/deadLetter/documentId"), "c");
}

TEST(Queries, ShowTheGraph) {
    GraphqlFixture graphql;
    graphql.fill();
    const Answer answer = graphql.ask(R"({
        entity(dataset: "papers", id: "uji") { id name type synonyms }
        entities(dataset: "papers", name: "KYOTO") { nodes { id } }
        neighbours(dataset: "papers", entity: "uji") { entity { id } relation { source target type weight } distance } })"
    );
    EXPECT_EQ(answer.text("/data/entity/type"), "city") << answer.body;
    EXPECT_EQ(answer.text("/data/entities/nodes/0/id"), "kyoto");
    EXPECT_EQ(answer.text("/data/neighbours/0/entity/id"), "kyoto");
    EXPECT_EQ(answer.at("/data/neighbours/0/relation/weight"), 0.5);
    EXPECT_EQ(answer.at("/data/neighbours/0/distance"), 1);
}

TEST(Queries, ShowDatasetsWithSettings) {
    GraphqlFixture graphql;
    graphql.fill();
    const Answer answer = graphql.ask(R"({
        dataset(id: "papers") { id createdAt documentCount chunkCount
            settings { language chunking { maxTokens overlapTokens } embedding { kind dimensions } fields { path type } }
            documents(first: 1) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }
        datasets { nodes { id documentCount } } })");
    EXPECT_EQ(answer.text("/data/dataset/settings/language"), "en") << answer.body;
    EXPECT_EQ(answer.text("/data/dataset/settings/embedding/kind"), "MODEL");
    EXPECT_EQ(answer.at("/data/dataset/documents/pageInfo/hasNextPage"), true);
    EXPECT_EQ(answer.at("/data/datasets/nodes/0/documentCount"), 2);
}

// Any edge's cursor takes the list up behind it, not only that of a page's last.
TEST(Queries, GoOnBehindAnyEdge) {
    GraphqlFixture graphql;
    for (const char* id : {"1", "2", "3", "4", "5"})
        graphql.ingest({GraphqlFixture::text(id, std::string("text ") + id)});
    const std::string lists[] = {
        R"(documents(dataset: "papers", first: 3, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } })",
        R"(jobs(first: 3, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } })"
    };
    for (const std::string& list : lists) {
        const std::string query = "query ($after: String) { list: " + list + " }";
        const Answer first = graphql.ask(query);
        ASSERT_EQ(first.at("/data/list/edges").as_array().size(), 3U) << first.body;
        EXPECT_EQ(first.at("/data/list/pageInfo/hasNextPage"), true);
        EXPECT_EQ(first.at("/data/list/pageInfo/endCursor"), first.at("/data/list/edges/2/cursor"));
        const Answer second =
            graphql.ask(query, {{"after", first.text("/data/list/edges/0/cursor")}});
        EXPECT_EQ(second.at("/data/list/edges/0/node/id"), first.at("/data/list/edges/1/node/id"));
        const Answer last =
            graphql.ask(query, {{"after", second.text("/data/list/edges/2/cursor")}});
        EXPECT_EQ(last.at("/data/list/edges").as_array().size(), 1U);
        EXPECT_EQ(last.at("/data/list/pageInfo/hasNextPage"), false);
    }
}

TEST(Queries, ShowKeysAndTheAuditTrail) {
    GraphqlFixture graphql;
    const Answer made = graphql.ask(
        R"(mutation { createKey(input: {name: "ci", scopes: [JOBS_READ, RETRIEVE_READ]}) { key { id } secret } })"
    );
    const std::string id = made.text("/data/createKey/key/id");
    const Answer answer = graphql.ask(
        R"(query ($id: ID!) { key(id: $id) { name tenant scopes createdAt expiresAt revokedAt previousExpiresAt }
            keys { edges { cursor node { id } } } auditRecords(filter: {outcome: "ok"}) { nodes { sequence } }
            auditVerification { intact good lastHash breach brokenSequence } })",
        {{"id", id}}
    );
    EXPECT_TRUE(answer.at("/errors").is_null()) << answer.body;
    EXPECT_EQ(answer.text("/data/key/name"), "ci");
    EXPECT_EQ(
        answer.at("/data/key/scopes"), boost::json::parse(R"(["RETRIEVE_READ","JOBS_READ"])")
    );
    EXPECT_EQ(answer.text("/data/keys/edges/0/node/id"), id);
    EXPECT_EQ(answer.at("/data/auditVerification/intact"), true);
}

TEST(Queries, DescribeTheSchema) {
    GraphqlFixture graphql;
    const Answer answer = graphql.ask(
        R"({ __schema { queryType { name } } __type(name: "DateTime") { specifiedByURL } })"
    );
    EXPECT_EQ(answer.text("/data/__schema/queryType/name"), "Query") << answer.body;
    EXPECT_EQ(answer.text("/data/__type/specifiedByURL"), "https://www.rfc-editor.org/rfc/rfc3339");
}

}  // namespace
}  // namespace lectern::transport::graphql
