#include <gtest/gtest.h>

#include "transport/graphql/testing/graphql_fixture.hpp"
#include "transport/graphql/testing/scripted_gate.hpp"

namespace lectern::transport::graphql {
namespace {

using testing::Answer;
using testing::GraphqlFixture;
using testing::ScriptedGate;

const std::vector<http::Header> good{
    {"content-type", "application/json"}, {"authorization", "Bearer good"}
};

TEST(Refusals, CarryCodeReasonRequestAndPlace) {
    GraphqlFixture graphql;
    const Answer answer = graphql.ask("{\n  job(id: \"none\") { id }\n}");
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(
        answer.body,
        R"({"errors":[{"message":"job none not found","locations":[{"line":2,"column":3}],"path":["job"],)"
        R"("extensions":{"code":"not_found","reason":"not_found","request_id":"r-1","trace_id":")" +
            answer.text("/errors/0/extensions/trace_id") + R"("}}],"data":{"job":null}})"
    );
}

TEST(Refusals, NameEveryWrongMemberOfARequest) {
    GraphqlFixture graphql;
    const Answer answer = graphql.ask(
        R"({ retrieve(input: {query: "x", topK: 0, filter: {and: [{}, {exists: {field: "a"}, not: {}}]}}) { hits { title } } })"
    );
    EXPECT_EQ(answer.text("/errors/0/extensions/code"), "invalid_argument") << answer.body;
    EXPECT_EQ(answer.text("/errors/0/extensions/violations/0/field"), "/filter/and/0");
    EXPECT_TRUE(answer.at("/data/retrieve").is_null());
}

TEST(Refusals, BoundEveryCount) {
    GraphqlFixture graphql;
    graphql.fill();
    for (const char* query :
         {R"({ retrieve(input: {query: "x", topK: 1001}) { nextCursor } })",
          R"({ retrieve(input: {query: "x", topK: -1}) { nextCursor } })",
          R"({ documents(dataset: "papers", first: 0) { nodes { id } } })",
          R"({ documents(dataset: "papers", first: -5) { nodes { id } } })",
          R"({ jobs(first: 1001) { nodes { id } } })",
          R"({ jobs(after: "") { nodes { id } } })",
          R"({ jobs(after: "nonsense") { nodes { id } } })",
          R"({ neighbours(dataset: "papers", entity: "uji", depth: 4) { distance } })",
          R"({ embed(texts: []) { model } })",
          R"({ document(dataset: "Papers", id: "a") { id } })",
          R"({ document(dataset: "papers", id: "") { id } })",
          R"({ dataset(id: "No Good") { id } })",
          R"({ jobs(dataset: "/") { nodes { id } } })",
          R"({ deadLetters(filter: {job: ""}) { nodes { id } } })",
          R"({ retrieve(input: {query: "x", datasets: ["papers", "papers"]}) { nextCursor } })",
          R"({ retrieve(input: {query: "x", datasets: ["Papers"]}) { nextCursor } })",
          R"({ retrieve(input: {query: "x", vector: []}) { nextCursor } })",
          R"({ retrieve(input: {query: ""}) { nextCursor } })",
          R"({ retrieve(input: {query: "x", weights: {graph: -1}}) { nextCursor } })",
          R"({ retrieve(input: {query: "x", facets: [{field: ""}]}) { nextCursor } })",
          R"({ retrieve(input: {query: "x", facets: [{field: "a", limit: 0}]}) { nextCursor } })",
          R"({ retrieve(input: {query: "x", filter: {range: {field: "a"}}}) { nextCursor } })",
          R"({ retrieve(input: {query: "x", filter: {range: {field: "a", gt: true}}}) { nextCursor } })",
          R"({ neighbours(dataset: "papers", entity: "uji", limit: 0) { distance } })",
          R"(mutation { ingest(input: {dataset: "papers", documents: []}) { replayed } })",
          R"(mutation { ingest(input: {dataset: "papers", documents: [{id: "a"}]}) { replayed } })",
          R"(mutation { ingest(input: {dataset: "papers", documents: [{id: "", text: "x"}]}) { replayed } })",
          R"(mutation { ingest(input: {dataset: "papers", documents: [{text: "x", mediaType: "x"}]}) { replayed } })",
          R"(mutation { ingest(input: {dataset: "papers", documents: [{text: "x", chunks: [{text: "y"}]}]}) { replayed } })",
          R"(mutation { ingest(input: {dataset: "papers", documents: [{chunks: [{text: ""}]}]}) { replayed } })",
          R"(mutation { ingest(input: {dataset: "papers", documents: [{text: "x", entities: [{id: ""}]}]}) { replayed } })",
          R"(mutation { ingest(input: {dataset: "papers", documents: [{text: "x", relations: [{source: "a", target: "b", type: ""}]}]}) { replayed } })",
          R"(mutation { ingest(input: {dataset: "papers", documents: [{text: "x", relations: [{source: "a", target: "b", type: "t", weight: 2}]}]}) { replayed } })",
          R"(mutation { ingest(input: {dataset: "papers", idempotencyKey: "", documents: [{text: "x"}]}) { replayed } })",
          R"(mutation { putVocabulary(input: {id: "", entities: []}) { vocabulary { id } } })",
          R"(mutation { putVocabulary(input: {id: "v", entities: [{id: "a", name: "n", synonyms: [""]}]}) { vocabulary { id } } })",
          R"(mutation { createKey(input: {name: "", scopes: [ADMIN]}) { secret } })",
          R"(mutation { createKey(input: {name: "x", scopes: []}) { secret } })",
          R"({ auditVerification(anchor: {sequence: 0, hash: "x"}) { intact } })",
          R"(mutation { createDataset(input: {id: "x", settings: {chunking: {maxTokens: 15}}}) { created } })",
          R"(mutation { createDataset(input: {id: "x", settings: {embedding: {kind: EXTERNAL, dimensions: -1}}}) { created } })",
          R"(mutation { createDataset(input: {id: "Not Good"}) { created } })",
          R"(mutation { rotateKey(input: {id: "x", graceSeconds: -1}) { secret } })"}) {
        const Answer answer = graphql.ask(query);
        EXPECT_EQ(answer.text("/errors/0/extensions/code"), "invalid_argument") << query << "\n"
                                                                                << answer.body;
    }
}

TEST(Refusals, OfALanguageErrorNameItsKind) {
    GraphqlFixture graphql;
    const std::pair<const char*, const char*> cases[] = {
        {"{ job(id: ", "syntax"},
        {"{ nothing }", "validation"},
        {"query A { keys { nodes { id } } } query B { keys { nodes { id } } }", "operation"},
        {"query ($id: ID!) { job(id: $id) { id } }", "variables"},
    };
    for (const auto& [query, reason] : cases) {
        const Answer answer = graphql.ask(query);
        EXPECT_EQ(answer.status, 400U) << query;
        EXPECT_EQ(answer.text("/errors/0/extensions/reason"), reason) << answer.body;
        EXPECT_EQ(answer.text("/errors/0/extensions/code"), "invalid_argument");
        EXPECT_TRUE(answer.at("/data").is_null());
    }
}

TEST(Refusals, OfEachLimitHaveTheirOwnReason) {
    GraphqlFixture graphql;
    GraphqlOptions options;
    options.engine.preparation.parse.max_bytes = 200;
    options.engine.preparation.parse.max_tokens = 40;
    options.engine.preparation.query.max_depth = 4;
    options.engine.preparation.query.max_complexity = 100;
    options.engine.preparation.query.max_aliases = 2;
    options.engine.introspection = false;
    const auto api = graphql.make_api(graphql.open_gate, options);
    const auto reason = [&](const std::string& query) {
        const Answer answer = graphql.send(
            *api,
            "POST",
            "/graphql",
            GraphqlFixture::body_of(query),
            {{"content-type", "application/json"}}
        );
        EXPECT_EQ(answer.status, 400U) << answer.body;
        return answer.text("/errors/0/extensions/reason");
    };
    EXPECT_EQ(reason("{ jobs { nodes { id } } }" + std::string(200, ' ')), "document_too_large");
    EXPECT_EQ(
        reason(
            "{ jobs { nodes {" + std::string(" id id id id id id id id id id") +
            " id id id id id id id id id id" + " id id id id id id id id id id id id id id } } }"
        ),
        "too_many_tokens"
    );
    EXPECT_EQ(reason("{ jobs { edges { node { dataset { id } } } } }"), "query_too_deep");
    EXPECT_EQ(reason("{ jobs(first: 1000) { nodes { id } } }"), "query_too_complex");
    EXPECT_EQ(
        reason(R"({ a: job(id: "1") { id } b: job(id: "1") { id } c: job(id: "1") { id } })"),
        "too_many_aliases"
    );
    EXPECT_EQ(reason("{ __schema { description } }"), "introspection_disabled");
}

TEST(Refusals, WithoutCredentialNothingIsRead) {
    GraphqlFixture graphql;
    ScriptedGate gate;
    const auto api = graphql.make_api(gate);
    const Answer none = graphql.send(
        *api, "POST", "/graphql", "not even JSON", {{"content-type", "application/json"}}
    );
    EXPECT_EQ(none.status, 401U);
    EXPECT_EQ(none.text("/errors/0/extensions/code"), "unauthenticated");
    EXPECT_EQ(none.header("WWW-Authenticate").starts_with("Bearer"), true);
    const Answer wrong = graphql.send(
        *api,
        "POST",
        "/graphql",
        "{}",
        {{"content-type", "application/json"}, {"authorization", "Bearer bad"}}
    );
    EXPECT_EQ(wrong.status, 401U);
    EXPECT_TRUE(gate.asked().empty());
}

TEST(Refusals, OfTheGateAreThoseOfOneField) {
    GraphqlFixture graphql;
    graphql.fill();
    ScriptedGate gate;
    gate.refuse(
        "listKeys", {.code = ErrorCode::permission_denied, .message = "the scope is missing"}
    );
    gate.refuse(
        "getJob",
        {.code = ErrorCode::resource_exhausted,
         .message = "too many requests",
         .retry_after = std::chrono::milliseconds{1500}}
    );
    const auto api = graphql.make_api(gate);
    const Answer answer = graphql.send(
        *api,
        "POST",
        "/graphql",
        GraphqlFixture::body_of(
            R"({ keys { nodes { id } } documents(dataset: "papers") { nodes { id job { id } } } })"
        ),
        good
    );
    EXPECT_EQ(answer.status, 200U);
    EXPECT_TRUE(answer.at("/data/keys").is_null()) << answer.body;
    EXPECT_EQ(answer.at("/data/documents/nodes").as_array().size(), 2U);
    EXPECT_EQ(answer.text("/errors/0/extensions/code"), "permission_denied");
    EXPECT_EQ(answer.text("/errors/1/extensions/code"), "resource_exhausted");
    EXPECT_EQ(answer.at("/errors/1/extensions/retry_after_ms"), 1500);
    EXPECT_EQ(answer.header("RateLimit-Limit"), "10");
    EXPECT_EQ(gate.operations(), (std::vector<std::string>{"listKeys", "listDocuments", "getJob"}));
}

TEST(Refusals, TheGateHearsHowEachFieldEnded) {
    GraphqlFixture graphql;
    ScriptedGate gate;
    const auto api = graphql.make_api(gate);
    graphql.send(
        *api,
        "POST",
        "/graphql",
        GraphqlFixture::body_of(
            R"(mutation { createDataset(input: {id: "x"}) { dataset { documents { nodes { id } } } }
                                             deleteDataset(id: "none") { datasetId } })"
        ),
        good
    );
    EXPECT_EQ(
        gate.asked(),
        (std::vector<ScriptedGate::Asked>{
            {"createDataset", "graphql", "ok x"},
            {"listDocuments", "graphql", "ok"},
            {"deleteDataset", "graphql", "not_found none"}
        })
    );
}

TEST(Refusals, OfAStoreKeepTheirCode) {
    GraphqlFixture graphql;
    graphql.fill();
    graphql.documents.read_plan().fail_next(ErrorCode::internal);
    const Answer answer = graphql.ask(R"({ document(dataset: "papers", id: "b") { id } })");
    EXPECT_EQ(answer.text("/errors/0/extensions/code"), "internal") << answer.body;
    EXPECT_EQ(answer.status, 200U);
}

}  // namespace
}  // namespace lectern::transport::graphql
