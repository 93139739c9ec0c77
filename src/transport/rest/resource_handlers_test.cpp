#include <gtest/gtest.h>

#include "transport/rest/testing/rest_fixture.hpp"

namespace lectern::transport::rest {
namespace {

using testing::Answer;
using testing::RestFixture;

struct Resources : RestFixture {
    // Two documents that are searchable, one that failed for good.
    std::string fill() {
        extractor.refuse(
            "broken", {.code = ErrorCode::invalid_argument, .message = "the file is broken"}
        );
        const Answer answer = call("POST", "/v1/ingest/papers", R"({"documents":[
            {"id":"a/1","title":"Tea","text":"green tea from Uji","metadata":{"year":2001,"big":9007199254740993},
             "entities":[{"id":"uji","name":"Uji","type":"city"},{"id":"kyoto","name":"Kyoto"}],
             "relations":[{"source":"uji","target":"kyoto","type":"near","weight":0.5}]},
            {"id":"b","title":"Coffee","text":"black coffee"},
            {"id":"c","text":"broken"}]})");
        EXPECT_EQ(answer.status, 202) << answer.body;
        drain();
        return std::string(answer.at("/id").as_string());
    }
};

TEST(Retrieve, AnswersPostAndGetAlike) {
    Resources rest;
    rest.fill();
    const Answer posted = rest.call(
        "POST",
        "/v1/retrieve",
        R"({"query":"green tea","mode":"lexical","explain":true,"facets":["year"]})"
    );
    ASSERT_EQ(posted.status, 200) << posted.body;
    EXPECT_EQ(posted.at("/hits/0/document_id"), "a/1");
    EXPECT_EQ(posted.at("/hits/0/dataset"), "papers");
    EXPECT_EQ(posted.at("/hits/0/metadata/big"), 9007199254740993);
    EXPECT_EQ(posted.at("/hits/0/explain/terms").as_array().size(), 2U);
    EXPECT_EQ(posted.at("/total/relation"), "equal");
    EXPECT_EQ(posted.at("/facets/0/values/0/value"), 2001);
    EXPECT_TRUE(posted.at("/timings/lexical").is_number());
    EXPECT_NE(posted.header("Server-Timing").find("lexical;dur="), std::string::npos);
    const Answer got =
        rest.call("GET", "/v1/retrieve?q=green+tea&mode=lexical&dataset=papers&facet=year&top_k=1");
    ASSERT_EQ(got.status, 200) << got.body;
    EXPECT_EQ(got.at("/hits/0/chunk_id"), posted.at("/hits/0/chunk_id"));
    EXPECT_EQ(got.at("/hits/0/score"), posted.at("/hits/0/score"));
}

TEST(Retrieve, PassesOnWhatTheServiceRefuses) {
    Resources rest;
    EXPECT_EQ(
        rest.call("POST", "/v1/retrieve", R"({"query":"x","datasets":["nowhere"]})").status, 404
    );
    EXPECT_EQ(rest.call("POST", "/v1/retrieve", "{}").status, 400);
    EXPECT_EQ(
        rest.call("POST", "/v1/retrieve", R"({"vector":[1e39],"mode":"vector"})")
            .at("/errors/0/pointer"),
        "/vector/0"
    );
}

TEST(Retrieve, ShowsWhatIsDegraded) {
    Resources rest;
    rest.fill();
    rest.index.vector_plan().fail_next(ErrorCode::unavailable);
    const Answer answer = rest.call("POST", "/v1/retrieve", R"({"query":"tea"})");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.at("/degraded/0"), "vector");
}

TEST(Jobs, AreListedShownAndFollowed) {
    Resources rest;
    const std::string id = rest.fill();
    const Answer list = rest.call("GET", "/v1/jobs?dataset=papers&state=partially_failed&limit=1");
    ASSERT_EQ(list.status, 200) << list.body;
    EXPECT_EQ(list.at("/items/0/id"), boost::json::value(id));
    EXPECT_TRUE(list.at("/next_cursor").is_null());
    EXPECT_EQ(rest.call("GET", "/v1/jobs?state=queued").at("/items").as_array().size(), 0U);
    const Answer job = rest.call("GET", "/v1/jobs/" + id);
    EXPECT_EQ(job.at("/counts/failed"), 1);
    EXPECT_EQ(job.at("/request_id"), "r-1");
    const Answer items = rest.call("GET", "/v1/jobs/" + id + "/items?state=failed");
    EXPECT_EQ(items.at("/items/0/document_id"), "c");
    EXPECT_EQ(items.at("/items/0/failure/reason"), "the file is broken");
    for (const char* path : {"/v1/jobs/none", "/v1/jobs/none/items", "/v1/jobs/none/events"}) {
        EXPECT_EQ(rest.call("GET", path).status, 404) << path;
    }
}

TEST(Jobs, AreCancelled) {
    Resources rest;
    const Answer job = rest.call("POST", "/v1/ingest/papers", R"({"documents":[{"text":"x"}]})");
    const std::string path = job.header("Location") + "/cancel";
    const Answer cancelled = rest.call("POST", path);
    EXPECT_EQ(cancelled.status, 200);
    EXPECT_EQ(cancelled.at("/cancel_requested"), true);
    EXPECT_EQ(rest.call("POST", path).status, 200);
    EXPECT_EQ(rest.call("POST", "/v1/jobs/none/cancel").status, 404);
}

TEST(DeadLetters, AreListedShownRedrivenAndPurged) {
    Resources rest;
    const std::string job = rest.fill();
    const Answer list =
        rest.call("GET", "/v1/dead-letters?dataset=papers&stage=extract&job=" + job);
    ASSERT_EQ(list.at("/items").as_array().size(), 1U) << list.body;
    const std::string path = "/v1/dead-letters/" + std::string(list.at("/items/0/id").as_string());
    EXPECT_EQ(rest.call("GET", path).at("/failure/stage"), "extract");
    const Answer redriven = rest.call("POST", path + "/redrive");
    EXPECT_EQ(redriven.status, 202) << redriven.body;
    EXPECT_EQ(
        redriven.header("Location"), "/v1/jobs/" + std::string(redriven.at("/id").as_string())
    );
    EXPECT_EQ(rest.call("GET", path).status, 404);
    EXPECT_EQ(rest.call("POST", path + "/redrive").status, 404);
    rest.drain();
    const Answer again = rest.call("GET", "/v1/dead-letters");
    const std::string second =
        "/v1/dead-letters/" + std::string(again.at("/items/0/id").as_string());
    EXPECT_EQ(rest.call("DELETE", second).status, 204);
    EXPECT_EQ(rest.call("DELETE", second).status, 404);
}

TEST(DeadLetters, ArePurgedTogetherOnlyWhenThatIsSaid) {
    Resources rest;
    rest.fill();
    EXPECT_EQ(rest.call("DELETE", "/v1/dead-letters").status, 400);
    EXPECT_EQ(rest.call("DELETE", "/v1/dead-letters?stage=embed").at("/purged"), 0);
    EXPECT_EQ(rest.call("DELETE", "/v1/dead-letters?all=true").at("/purged"), 1);
    EXPECT_EQ(rest.call("GET", "/v1/dead-letters").at("/items").as_array().size(), 0U);
}

TEST(Documents, AreListedAndShownWithTextOnDemand) {
    Resources rest;
    rest.fill();
    const Answer list = rest.call("GET", "/v1/documents?dataset=papers&limit=1");
    EXPECT_EQ(list.at("/items/0/id"), "a/1");
    const std::string cursor(list.at("/next_cursor").as_string());
    EXPECT_EQ(
        rest.call("GET", "/v1/documents?dataset=papers&cursor=" + cursor).at("/items/0/id"), "b"
    );
    const Answer plain = rest.call("GET", "/v1/documents/papers/a%2F1");
    EXPECT_EQ(plain.at("/title"), "Tea");
    EXPECT_TRUE(plain.at("/text").is_null());
    const Answer text = rest.call("GET", "/v1/documents/papers/a%2F1?include=text");
    EXPECT_EQ(text.at("/text"), "green tea from Uji");
    EXPECT_NE(text.header("ETag"), plain.header("ETag"));
    EXPECT_EQ(rest.call("GET", "/v1/documents/papers/none").status, 404);
    EXPECT_EQ(rest.call("GET", "/v1/documents?dataset=none").status, 404);
    EXPECT_EQ(rest.call("GET", "/v1/documents").status, 400);
}

TEST(Documents, AnswerNotModifiedToThoseWhoHaveThem) {
    Resources rest;
    rest.fill();
    const std::string path = "/v1/documents/papers/b";
    const std::string tag = rest.call("GET", path).header("ETag");
    const Answer same = rest.call("GET", path, "", {{"if-none-match", "\"0\", W/" + tag}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.header("ETag"), tag);
    EXPECT_TRUE(same.body.empty());
    EXPECT_EQ(rest.call("GET", path, "", {{"if-none-match", "\"0\""}}).status, 200);
}

TEST(Documents, AreRemovedOnlyInTheVersionThatIsMeant) {
    Resources rest;
    rest.fill();
    const std::string path = "/v1/documents/papers/b";
    const std::string tag = rest.call("GET", path).header("ETag");
    rest.call("POST", "/v1/ingest/papers", R"({"documents":[{"id":"b","text":"white coffee"}]})");
    rest.drain();
    const Answer stale = rest.call("DELETE", path, "", {{"if-match", tag}});
    EXPECT_EQ(stale.status, 412);
    EXPECT_EQ(stale.at("/code"), "failed_precondition");
    EXPECT_EQ(
        rest.call("DELETE", path, "", {{"if-match", rest.call("GET", path).header("ETag")}}).status,
        204
    );
    EXPECT_EQ(rest.call("GET", path).status, 404);
    EXPECT_EQ(rest.call("DELETE", path).status, 404);
    EXPECT_EQ(rest.call("DELETE", path, "", {{"if-match", "*"}}).status, 404);
    EXPECT_TRUE(rest.found("coffee").empty());
}

TEST(Datasets, AreMadeOnceWithTheirSettings) {
    Resources rest;
    const std::string settings =
        R"({"language":"de","embedding":{"kind":"none"},"fields":{"a.b":"integer"}})";
    const Answer made = rest.call("PUT", "/v1/datasets/own", settings);
    EXPECT_EQ(made.status, 201) << made.body;
    EXPECT_EQ(made.header("Location"), "/v1/datasets/own");
    EXPECT_EQ(made.at("/settings/fields/a.b"), "integer");
    EXPECT_EQ(rest.call("PUT", "/v1/datasets/own", settings).status, 200);
    EXPECT_EQ(rest.call("PUT", "/v1/datasets/own", "{}").status, 409);
    EXPECT_EQ(rest.call("POST", "/v1/datasets", R"({"id":"other"})").status, 201);
    EXPECT_EQ(
        rest.call("POST", "/v1/datasets", R"({"id":"other","settings":{"language":"none"}})")
            .status,
        409
    );
    EXPECT_EQ(rest.call("POST", "/v1/datasets", R"({"id":"Bad"})").at("/errors/0/pointer"), "/id");
    EXPECT_EQ(rest.call("GET", "/v1/datasets").at("/items").as_array().size(), 2U);
}

TEST(Datasets, TellHowMuchTheyHoldAndGoWithIt) {
    Resources rest;
    rest.fill();
    const Answer dataset = rest.call("GET", "/v1/datasets/papers");
    EXPECT_EQ(dataset.at("/documents"), 2);
    EXPECT_EQ(dataset.at("/chunks"), 2);
    EXPECT_EQ(rest.call("DELETE", "/v1/datasets/papers").status, 204);
    EXPECT_EQ(rest.call("GET", "/v1/datasets/papers").status, 404);
    EXPECT_EQ(rest.call("DELETE", "/v1/datasets/papers").status, 404);
}

TEST(Embedding, GivesOneVectorAText) {
    Resources rest;
    const Answer answer = rest.call("POST", "/v1/embed", R"({"texts":["one","two words"]})");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.at("/model"), "fixed");
    EXPECT_EQ(answer.at("/vectors").as_array().size(), 2U);
    EXPECT_EQ(answer.at("/vectors/0").as_array().size(), RestFixture::dimensions);
    EXPECT_EQ(rest.call("POST", "/v1/embed", R"({"texts":[]})").status, 400);
}

TEST(Graph, ShowsEntitiesAndNeighbours) {
    Resources rest;
    rest.fill();
    EXPECT_EQ(rest.call("GET", "/v1/entities?dataset=papers&type=city").at("/items/0/id"), "uji");
    EXPECT_EQ(
        rest.call("GET", "/v1/entities?dataset=papers&name=KYOTO").at("/items/0/id"), "kyoto"
    );
    EXPECT_EQ(rest.call("GET", "/v1/entities/papers/uji").at("/name"), "Uji");
    const Answer neighbours =
        rest.call("GET", "/v1/entities/papers/uji/neighbours?depth=2&limit=5");
    EXPECT_EQ(neighbours.at("/items/0/entity/id"), "kyoto");
    EXPECT_EQ(neighbours.at("/items/0/relation/weight"), 0.5);
    EXPECT_EQ(rest.call("GET", "/v1/entities/papers/none").status, 404);
    EXPECT_EQ(rest.call("GET", "/v1/entities/papers/none/neighbours").status, 404);
    EXPECT_EQ(rest.call("GET", "/v1/entities/papers/uji/neighbours?depth=4").status, 400);
    EXPECT_EQ(rest.call("GET", "/v1/entities?dataset=none").status, 404);
}

TEST(Graph, KeepsVocabularies) {
    Resources rest;
    const std::string body =
        R"({"entities":[{"id":"e","name":"Earl Grey","synonyms":["Grey"]}],"relations":[]})";
    EXPECT_EQ(rest.call("PUT", "/v1/vocabularies/teas", body).status, 200);
    EXPECT_EQ(rest.call("GET", "/v1/vocabularies/teas").at("/entities/0/synonyms/0"), "Grey");
    EXPECT_EQ(rest.call("GET", "/v1/vocabularies").at("/items/0/entity_count"), 1);
    EXPECT_EQ(rest.call("PUT", "/v1/vocabularies/teas", "{}").status, 400);
    EXPECT_EQ(rest.call("DELETE", "/v1/vocabularies/teas").status, 204);
    EXPECT_EQ(rest.call("GET", "/v1/vocabularies/teas").status, 404);
    EXPECT_EQ(rest.call("DELETE", "/v1/vocabularies/teas").status, 404);
}

}  // namespace
}  // namespace lectern::transport::rest
