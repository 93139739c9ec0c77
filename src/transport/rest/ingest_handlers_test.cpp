#include <gtest/gtest.h>

#include "transport/rest/testing/rest_fixture.hpp"

namespace lectern::transport::rest {
namespace {

using testing::Answer;
using testing::RestFixture;

const std::string two =
    R"({"documents":[{"id":"a","text":"green tea"},{"id":"b","content":"YmxhY2sgdGVh"}]})";
const std::vector<http::Header> ndjson{{"content-type", "application/x-ndjson"}};
const std::vector<http::Header> form{{"content-type", "multipart/form-data; boundary=XX"}};

std::string file_part(
    const std::string& name,
    const std::string& content,
    const std::string& type = "application/octet-stream"
) {
    return "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" + name +
           "\"\r\nContent-Type: " + type + "\r\n\r\n" + content + "\r\n";
}

std::string document_part(const std::string& content) {
    return "--XX\r\nContent-Disposition: form-data; name=document\r\nContent-Type: "
           "application/json\r\n\r\n" +
           content + "\r\n";
}

TEST(Ingest, AnswersWithTheJobAndItsPlace) {
    RestFixture rest;
    const Answer answer = rest.call("POST", "/v1/ingest/papers?priority=high", two);
    ASSERT_EQ(answer.status, 202) << answer.body;
    EXPECT_EQ(answer.at("/state"), "queued");
    EXPECT_EQ(answer.at("/priority"), "high");
    EXPECT_EQ(answer.at("/counts/total"), 2);
    EXPECT_EQ(answer.header("Location"), "/v1/jobs/" + std::string(answer.at("/id").as_string()));
    rest.drain();
    EXPECT_EQ(rest.found("tea").size(), 2U);
}

TEST(Ingest, TellsWhenTheJobHadEnded) {
    RestFixture rest;
    const Answer first = rest.call("POST", "/v1/ingest/papers", two);
    rest.drain();
    const Answer again = rest.call("POST", "/v1/ingest/papers", two, {{"prefer", "wait=1"}});
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(again.header("Preference-Applied"), "wait=1");
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    EXPECT_EQ(again.at("/id"), first.at("/id"));
}

TEST(Ingest, AnswersAfterTheWaitWhenTheJobGoesOn) {
    RestFixture rest;
    const Answer answer = rest.call("POST", "/v1/ingest/papers", two, {{"prefer", "wait=0"}});
    EXPECT_EQ(answer.status, 202);
    EXPECT_EQ(answer.header("Preference-Applied"), "wait=0");
}

TEST(Ingest, ReplaysAKeyAndRefusesItForAnotherBody) {
    RestFixture rest;
    const std::vector<http::Header> key{{"idempotency-key", "k"}};
    const Answer first = rest.call("POST", "/v1/ingest/papers", two, key);
    const Answer again = rest.call("POST", "/v1/ingest/papers", two, key);
    EXPECT_EQ(again.at("/id"), first.at("/id"));
    EXPECT_EQ(again.header("Idempotency-Replayed"), "true");
    const Answer other =
        rest.call("POST", "/v1/ingest/papers", R"({"documents":[{"text":"x"}]})", key);
    EXPECT_EQ(other.status, 409) << other.body;
    EXPECT_EQ(other.at("/code"), "already_exists");
}

TEST(Ingest, TakesNothingWhenOneDocumentIsWrong) {
    RestFixture rest;
    const Answer answer = rest.call(
        "POST",
        "/v1/ingest/papers",
        R"({"documents":[{"id":"a","text":"x"},{"id":"b","content":"?"},{"id":"c","content":"!"}]})"
    );
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.at("/errors/0/pointer"), "/documents/1/content");
    EXPECT_EQ(answer.at("/errors/1/pointer"), "/documents/2/content");
    EXPECT_EQ(rest.call("GET", "/v1/jobs").at("/items").as_array().size(), 0U);
}

TEST(IngestNdjson, TakesOneDocumentALine) {
    RestFixture rest;
    const Answer answer = rest.call(
        "POST",
        "/v1/ingest/papers",
        "{\"id\":\"a\",\"text\":\"green tea\"}\r\n\n{\"id\":\"b\",\"text\":\"black tea\"}",
        ndjson
    );
    ASSERT_EQ(answer.status, 202) << answer.body;
    EXPECT_EQ(answer.at("/counts/total"), 2);
    rest.drain();
    EXPECT_EQ(rest.found("black"), std::vector<std::string>{"b"});
}

TEST(IngestNdjson, NamesTheWrongLineAndTakesNothing) {
    RestFixture rest;
    const std::string good = "{\"id\":\"a\",\"text\":\"x\"}\n";
    const Answer broken = rest.call("POST", "/v1/ingest/papers", good + "\n{\"id\":", ndjson);
    EXPECT_EQ(broken.status, 400);
    EXPECT_EQ(broken.at("/detail"), "line 3: not valid JSON: incomplete JSON at line 1, column 7");
    const Answer wrong = rest.call("POST", "/v1/ingest/papers", good + "{\"title\":1}", ndjson);
    EXPECT_EQ(wrong.status, 400);
    EXPECT_EQ(wrong.at("/errors/0/pointer"), "/documents/1/title");
    const Answer refused = rest.call("POST", "/v1/ingest/papers", good + "{\"id\":\"b\"}", ndjson);
    EXPECT_EQ(refused.status, 400);
    EXPECT_TRUE(std::string(refused.at("/detail").as_string()).starts_with("line 2: "))
        << refused.body;
    const Answer longer =
        rest.call("POST", "/v1/ingest/papers", good + std::string(5000, ' ') + "{}", ndjson);
    EXPECT_EQ(longer.at("/detail"), "line 2 is longer than 4096 bytes");
    EXPECT_EQ(rest.call("GET", "/v1/jobs").at("/items").as_array().size(), 0U);
}

TEST(IngestNdjson, BoundsTheNumberOfDocuments) {
    RestFixture rest;
    std::string body;
    for (int line = 0; line <= 100; ++line) body += "{\"text\":\"x\"}\n";
    const Answer answer = rest.call("POST", "/v1/ingest/papers", body, ndjson);
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.at("/detail"), "there are more than 100 documents");
}

TEST(IngestNdjson, ReplaysAKeyByTheDocumentsInWhateverFormTheyCome) {
    RestFixture rest;
    auto headers = ndjson;
    headers.emplace_back("idempotency-key", "k");
    const std::string path = "/v1/ingest/papers";
    const Answer first = rest.call("POST", path, "{\"text\":\"x\"}\n{\"text\":\"y\"}", headers);
    const Answer spaced =
        rest.call("POST", path, "{ \"text\":\"x\" }\n\n{\"text\":\"y\"}", headers);
    EXPECT_EQ(spaced.at("/id"), first.at("/id"));
    const Answer whole = rest.call(
        "POST", path, R"({"documents":[{"text":"x"},{"text":"y"}]})", {{"idempotency-key", "k"}}
    );
    EXPECT_EQ(whole.at("/id"), first.at("/id"));
    EXPECT_EQ(whole.header("Idempotency-Replayed"), "true");
}

TEST(IngestNdjson, RefusesAKeyWhenOnlyTheLastDocumentDiffers) {
    RestFixture rest;
    auto headers = ndjson;
    headers.emplace_back("idempotency-key", "k");
    const std::string path = "/v1/ingest/papers";
    std::string body;
    for (int line = 0; line < 50; ++line) body += "{\"text\":\"x\"}\n";
    EXPECT_EQ(rest.call("POST", path, body + "{\"text\":\"x\"}", headers).status, 202);
    EXPECT_EQ(rest.call("POST", path, body + "{\"text\":\"y\"}", headers).status, 409);
    EXPECT_EQ(rest.call("POST", path, body + "{\"id\":\"x\",\"text\":\"x\"}", headers).status, 409);
    EXPECT_EQ(rest.call("POST", path, body, headers).status, 409);
}

TEST(IngestForm, TakesFilesWithTheirNamesAndTypes) {
    RestFixture rest;
    const Answer answer = rest.call(
        "POST",
        "/v1/ingest/papers",
        file_part("dir/a.md", "green tea") +
            document_part(R"({"id":"b","title":"Black","metadata":{"n":1}})") +
            file_part("b.bin", "black tea", "text/plain") + "--XX--",
        form
    );
    ASSERT_EQ(answer.status, 202) << answer.body;
    rest.drain();
    const Answer first = rest.call("GET", "/v1/documents/papers/dir%2Fa.md");
    EXPECT_EQ(first.at("/id"), "dir/a.md");
    EXPECT_EQ(first.at("/media_type"), "text/markdown");
    const Answer second = rest.call("GET", "/v1/documents/papers/b");
    EXPECT_EQ(second.at("/title"), "Black");
    EXPECT_EQ(second.at("/media_type"), "text/plain");
    EXPECT_EQ(second.at("/metadata/n"), 1);
}

TEST(IngestForm, SaysWhatIsWrong) {
    RestFixture rest;
    const auto detail =
        [&rest](const std::string& body, const std::vector<http::Header>& headers = form) {
            const Answer answer = rest.call("POST", "/v1/ingest/papers", body, headers);
            EXPECT_EQ(answer.status, 400);
            return std::string(answer.at("/detail").as_string());
        };
    EXPECT_EQ(
        detail("--XX--", {{"content-type", "multipart/form-data"}}),
        "the content type names no good boundary"
    );
    EXPECT_EQ(
        detail(document_part("{}") + "--XX--"),
        "part 1: no file follows the document that it describes"
    );
    EXPECT_EQ(
        detail(document_part("{}") + document_part("{}") + "--XX--"),
        "part 2: no file follows the document before"
    );
    EXPECT_EQ(
        detail(document_part(R"({"text":"x"})") + "--XX--"), "part 1: the request body is not valid"
    );
    EXPECT_EQ(
        detail("--XX\r\nContent-Disposition: form-data; name=x\r\n\r\n\r\n--XX--"),
        "part 1: a part must be a file, or be named document"
    );
    EXPECT_EQ(detail(file_part("a", "x")), "the multipart body is malformed: part 1 is cut off");
    EXPECT_EQ(
        detail(file_part("a", std::string(5000, 'x')) + "--XX--"),
        "the multipart body is malformed: part 1 is longer than 4096 bytes"
    );
    EXPECT_FALSE(detail("--XX--").empty());
}

TEST(IngestForm, ReplaysAKeyThoughTheBoundaryIsAnother) {
    RestFixture rest;
    const auto send = [&rest](const std::string& boundary, const std::string& content) {
        const std::string body = "--" + boundary +
                                 "\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\n" +
                                 content + "\r\n--" + boundary + "--";
        return rest.call(
            "POST",
            "/v1/ingest/papers",
            body,
            {{"content-type", "multipart/form-data; boundary=" + boundary}, {"idempotency-key", "k"}
            }
        );
    };
    const Answer first = send("aaa", "tea");
    EXPECT_EQ(send("bbb", "tea").at("/id"), first.at("/id"));
    EXPECT_EQ(send("aaa", "coffee").status, 409);
}

}  // namespace
}  // namespace lectern::transport::rest
