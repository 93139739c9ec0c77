#include <stop_token>
#include <thread>

#include <gtest/gtest.h>

#include "transport/graphql/testing/graphql_fixture.hpp"

namespace lectern::transport::graphql {
namespace {

using testing::Answer;
using testing::GraphqlFixture;

TEST(Mutations, IngestIsReplayedByItsKey) {
    GraphqlFixture graphql;
    const std::string mutation =
        R"(mutation ($text: String!) { ingest(input: {dataset: "papers", idempotencyKey: "k",
        priority: HIGH, documents: [{id: "a", text: $text}]}) { job { id priority } replayed } })";
    const Answer first = graphql.ask(mutation, {{"text", "tea"}});
    EXPECT_EQ(first.at("/data/ingest/replayed"), false) << first.body;
    EXPECT_EQ(first.text("/data/ingest/job/priority"), "HIGH");
    const Answer again = graphql.ask(mutation, {{"text", "tea"}});
    EXPECT_EQ(again.at("/data/ingest/replayed"), true);
    EXPECT_EQ(again.at("/data/ingest/job/id"), first.at("/data/ingest/job/id"));
    const Answer other = graphql.ask(mutation, {{"text", "coffee"}});
    EXPECT_TRUE(other.at("/data/ingest").is_null());
    EXPECT_EQ(other.text("/errors/0/extensions/code"), "already_exists");
}

TEST(Mutations, IngestTakesBytesInBase64) {
    GraphqlFixture graphql;
    graphql.ask(
        R"(mutation { ingest(input: {dataset: "papers", documents: [
            {id: "a", content: "Z3JlZW4gdGVh", mediaType: "text/plain"}]}) { replayed } })"
    );
    graphql.drain();
    EXPECT_EQ(graphql.found("tea"), std::vector<std::string>{"a"});
}

TEST(Mutations, IngestNamesEveryWrongDocument) {
    GraphqlFixture graphql;
    const Answer answer = graphql.ask(R"(mutation { ingest(input: {dataset: "papers", documents: [
        {id: "a", text: "x", content: "eA=="}, {id: "b", chunks: [{text: "y", vector: [1e39]}]}]}) { replayed } })"
    );
    EXPECT_EQ(answer.text("/errors/0/extensions/code"), "invalid_argument") << answer.body;
    EXPECT_EQ(answer.text("/errors/0/extensions/violations/0/field"), "/documents/0");
    EXPECT_EQ(
        answer.text("/errors/0/extensions/violations/1/field"), "/documents/1/chunks/0/vector/0"
    );
}

TEST(Mutations, IngestWaitsWhileTheWorkerWorks) {
    GraphqlFixture graphql;
    const Answer refused = graphql.ask(
        R"(mutation { ingest(input: {dataset: "papers", waitSeconds: 301, documents: [{text: "x"}]}) { replayed } })"
    );
    EXPECT_EQ(refused.text("/errors/0/extensions/violations/0/field"), "/waitSeconds");
    std::jthread worker([&graphql](const std::stop_token& stop) {
        while (!stop.stop_requested()) graphql.drain();
    });
    const Answer answer = graphql.ask(
        R"(mutation { ingest(input: {dataset: "papers", waitSeconds: 60, documents: [{text: "x"}]}) { job { state } } })"
    );
    EXPECT_EQ(answer.text("/data/ingest/job/state"), "SUCCEEDED") << answer.body;
}

TEST(Mutations, CancelJobs) {
    GraphqlFixture graphql;
    const domain::Job job = graphql.accept({GraphqlFixture::text("a", "tea")});
    const std::string mutation =
        "mutation ($id: ID!) { cancelJob(id: $id) { job { state cancelRequested } } }";
    const Answer answer = graphql.ask(mutation, {{"id", job.id.value}});
    EXPECT_EQ(answer.text("/data/cancelJob/job/state"), "CANCELLED") << answer.body;
    EXPECT_EQ(
        graphql.ask(mutation, {{"id", "none"}}).text("/errors/0/extensions/code"), "not_found"
    );
}

TEST(Mutations, DeleteDocumentsOfTheVersionThatIsMeant) {
    GraphqlFixture graphql;
    graphql.fill();
    const std::string mutation = R"(mutation ($version: Long) {
        deleteDocument(input: {dataset: "papers", id: "b", version: $version}) { datasetId documentId } })";
    const Answer wrong = graphql.ask(mutation, {{"version", 99}});
    EXPECT_EQ(wrong.text("/errors/0/extensions/code"), "failed_precondition") << wrong.body;
    const Answer right = graphql.ask(mutation);
    EXPECT_EQ(right.text("/data/deleteDocument/documentId"), "b") << right.body;
    EXPECT_EQ(graphql.ask(mutation).text("/errors/0/extensions/code"), "not_found");
}

TEST(Mutations, MakeAndRemoveDatasets) {
    GraphqlFixture graphql;
    const std::string make =
        R"(mutation ($language: String) { createDataset(input: {id: "mine", settings: {
        language: $language, chunking: {maxTokens: 100, overlapTokens: 10}, embedding: {kind: NONE},
        fields: [{path: "a.b", type: INTEGER}]}}) {
            created dataset { id documentCount settings { language chunking { maxTokens } fields { path type } } } } })";
    const Answer made = graphql.ask(make, {{"language", "de"}});
    EXPECT_EQ(made.at("/data/createDataset/created"), true) << made.body;
    EXPECT_EQ(made.text("/data/createDataset/dataset/settings/fields/0/type"), "INTEGER");
    EXPECT_EQ(graphql.ask(make, {{"language", "de"}}).at("/data/createDataset/created"), false);
    EXPECT_EQ(
        graphql.ask(make, {{"language", "fr"}}).text("/errors/0/extensions/code"), "already_exists"
    );
    const std::string remove = R"(mutation { deleteDataset(id: "mine") { datasetId } })";
    EXPECT_EQ(graphql.ask(remove).text("/data/deleteDataset/datasetId"), "mine");
    EXPECT_EQ(graphql.ask(remove).text("/errors/0/extensions/code"), "not_found");
}

TEST(Mutations, RedriveAndPurgeDeadLetters) {
    GraphqlFixture graphql;
    graphql.fill();
    const std::string list = "{ deadLetters { nodes { id } } }";
    const std::string id = graphql.ask(list).text("/data/deadLetters/nodes/0/id");
    const std::string redrive =
        "mutation ($id: ID!) { redriveDeadLetter(id: $id) { job { state } } }";
    const Answer redriven = graphql.ask(redrive, {{"id", id}});
    EXPECT_EQ(redriven.text("/data/redriveDeadLetter/job/state"), "QUEUED") << redriven.body;
    graphql.drain();
    const std::string again = graphql.ask(list).text("/data/deadLetters/nodes/0/id");
    const std::string purge = "mutation ($id: ID!) { purgeDeadLetter(id: $id) { deadLetterId } }";
    EXPECT_EQ(
        graphql.ask(purge, {{"id", again}}).text("/data/purgeDeadLetter/deadLetterId"), again
    );
    EXPECT_EQ(graphql.ask(purge, {{"id", again}}).text("/errors/0/extensions/code"), "not_found");
}

TEST(Mutations, PurgeAllDeadLettersOnlyWhenThatIsSaid) {
    GraphqlFixture graphql;
    graphql.fill();
    const Answer unsaid = graphql.ask("mutation { purgeDeadLetters { purged } }");
    EXPECT_EQ(unsaid.text("/errors/0/extensions/code"), "invalid_argument");
    const Answer said = graphql.ask("mutation { purgeDeadLetters(all: true) { purged } }");
    EXPECT_EQ(said.at("/data/purgeDeadLetters/purged"), 1) << said.body;
}

TEST(Mutations, KeepVocabularies) {
    GraphqlFixture graphql;
    const Answer put = graphql.ask(R"(mutation { putVocabulary(input: {id: "cities",
        entities: [{id: "uji", name: "Uji", synonyms: ["Uji-shi"]}, {id: "kyoto", name: "Kyoto"}],
        relations: [{source: "uji", target: "kyoto", type: "near"}]}) { vocabulary { id entityCount relationCount } } })"
    );
    EXPECT_EQ(put.at("/data/putVocabulary/vocabulary/entityCount"), 2) << put.body;
    const Answer shown = graphql.ask(
        R"({ vocabulary(id: "cities") { entities { synonyms } relations { weight } } vocabularies { nodes { id } } })"
    );
    EXPECT_EQ(shown.at("/data/vocabulary/relations/0/weight"), 1.0) << shown.body;
    EXPECT_EQ(shown.text("/data/vocabularies/nodes/0/id"), "cities");
    const std::string remove = R"(mutation { deleteVocabulary(id: "cities") { vocabularyId } })";
    EXPECT_EQ(graphql.ask(remove).text("/data/deleteVocabulary/vocabularyId"), "cities");
    EXPECT_EQ(graphql.ask(remove).text("/errors/0/extensions/code"), "not_found");
}

TEST(Mutations, MakeRotateAndRevokeKeys) {
    GraphqlFixture graphql;
    const Answer made = graphql.ask(
        R"(mutation { createKey(input: {name: "ci", scopes: [ADMIN], expiresAt: "2100-01-01T00:00:00Z"}) {
            key { id expiresAt } secret } })"
    );
    const std::string id = made.text("/data/createKey/key/id");
    EXPECT_EQ(made.text("/data/createKey/key/expiresAt"), "2100-01-01T00:00:00.000Z") << made.body;
    const Answer rotated = graphql.ask(
        "mutation ($id: ID!) { rotateKey(input: {id: $id, graceSeconds: 0}) { key { id } secret } "
        "}",
        {{"id", id}}
    );
    EXPECT_NE(rotated.text("/data/rotateKey/secret"), made.text("/data/createKey/secret"));
    const Answer revoked = graphql.ask(
        "mutation ($id: ID!) { revokeKey(id: $id) { key { revokedAt } } }", {{"id", id}}
    );
    EXPECT_TRUE(revoked.at("/data/revokeKey/key/revokedAt").is_string()) << revoked.body;
}

// A mutation's fields run one after the other, and each can fail by itself.
TEST(Mutations, OneFieldsFailureLeavesTheOthers) {
    GraphqlFixture graphql;
    const Answer answer = graphql.ask(R"(mutation {
        first: createDataset(input: {id: "one"}) { created }
        second: deleteDataset(id: "none") { datasetId }
        third: deleteDataset(id: "one") { datasetId } })");
    EXPECT_EQ(answer.at("/data/first/created"), true) << answer.body;
    EXPECT_TRUE(answer.at("/data/second").is_null());
    EXPECT_EQ(answer.text("/data/third/datasetId"), "one");
    EXPECT_EQ(answer.text("/errors/0/path/0"), "second");
}

}  // namespace
}  // namespace lectern::transport::graphql
