#include "transport/graphql/http_exchange.hpp"

#include <map>

#include <gtest/gtest.h>

#include "transport/graphql/testing/graphql_fixture.hpp"
#include "transport/http/mounted_handlers.hpp"

namespace lectern::transport::graphql {
namespace {

using testing::Answer;
using testing::GraphqlFixture;

const std::vector<http::Header> json{{"content-type", "application/json"}};
constexpr std::string_view jobs = "{ jobs { nodes { id } } }";

std::vector<http::Header> accepting(const std::string& types) {
    return {{"content-type", "application/json"}, {"accept", types}};
}

TEST(HttpExchange, AnswersInTheFormThatIsAsked) {
    GraphqlFixture graphql;
    const std::string body = GraphqlFixture::body_of(jobs);
    EXPECT_EQ(
        graphql.send("POST", "/graphql", body, json).header("Content-Type"),
        "application/graphql-response+json; charset=utf-8"
    );
    EXPECT_EQ(
        graphql.send("POST", "/graphql", body, accepting("application/json"))
            .header("Content-Type"),
        "application/json; charset=utf-8"
    );
    const Answer events = graphql.send("POST", "/graphql", body, accepting("text/event-stream"));
    EXPECT_EQ(
        events.body,
        "event: next\ndata: {\"data\":{\"jobs\":{\"nodes\":[]}}}\n\nevent: complete\ndata:\n\n"
    );
    EXPECT_EQ(graphql.send("POST", "/graphql", body, accepting("text/html")).status, 406U);
}

// Of a well-formed request, application/json says 200 whatever becomes of it.
TEST(HttpExchange, TellsWrongDocumentsByTheStatusOnlyInTheNewForm) {
    GraphqlFixture graphql;
    for (const char* query : {"{ nothing }", "{"}) {
        const std::string body = GraphqlFixture::body_of(query);
        EXPECT_EQ(graphql.send("POST", "/graphql", body, json).status, 400U) << query;
        const Answer old = graphql.send("POST", "/graphql", body, accepting("application/json"));
        EXPECT_EQ(old.status, 200U) << query;
        EXPECT_TRUE(old.at("/errors/0/message").is_string());
    }
}

TEST(HttpExchange, RefusesRequestsThatAreNone) {
    GraphqlFixture graphql;
    for (const char* body :
         {"",
          "{",
          "[]",
          R"([{"query":"{ jobs { nodes { id } } }"}])",
          R"("query")",
          R"({"query":5})",
          R"({"query":"{ jobs { nodes { id } } }","variables":[]})",
          R"({"query":"{ jobs { nodes { id } } }","operationName":{}})",
          R"({"query":"{ jobs { nodes { id } } }","extensions":"x"})"}) {
        for (const char* accept : {"application/json", "application/graphql-response+json"}) {
            const Answer answer = graphql.send("POST", "/graphql", body, accepting(accept));
            EXPECT_EQ(answer.status, 400U) << body;
            EXPECT_EQ(answer.text("/errors/0/extensions/code"), "invalid_argument") << body;
        }
    }
    const Answer without = graphql.send("POST", "/graphql", "{}", json);
    EXPECT_EQ(without.text("/errors/0/extensions/reason"), "no_query");
}

TEST(HttpExchange, TakesJsonInUtf8Alone) {
    GraphqlFixture graphql;
    const std::string body = GraphqlFixture::body_of(jobs);
    const auto status = [&](const std::string& type) {
        return graphql.send("POST", "/graphql", body, {{"content-type", type}}).status;
    };
    EXPECT_EQ(status("application/json; charset=UTF-8"), 200U);
    EXPECT_EQ(status("application/json;charset=\"utf-8\""), 200U);
    EXPECT_EQ(status("application/json; charset=latin1"), 415U);
    for (const char* simple :
         {"text/plain",
          "application/x-www-form-urlencoded",
          "multipart/form-data",
          "",
          "application/graphql"})
        EXPECT_EQ(status(simple), 415U) << simple;
    EXPECT_EQ(
        graphql
            .send(
                "POST",
                "/graphql",
                body,
                {{"content-type", "application/json"}, {"content-encoding", "gzip"}}
            )
            .status,
        415U
    );
}

TEST(HttpExchange, GetIsForQueriesThatPagesCannotSendUnasked) {
    GraphqlFixture graphql;
    const std::string query =
        "/graphql?query=query($id:ID!)%7Bjob(id:$id)%7Bid%7D%7D&variables="
        "%7B%22id%22:%22none%22%7D";
    EXPECT_EQ(graphql.send("GET", query).text("/errors/0/extensions/reason"), "preflight_required");
    const std::vector<http::Header> deliberate{{"x-requested-with", "test"}};
    const Answer answer = graphql.send("GET", query, {}, deliberate);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(answer.text("/errors/0/extensions/code"), "not_found");
    const Answer mutation = graphql.send(
        "GET", "/graphql?query=mutation%7BpurgeDeadLetters%7Bpurged%7D%7D", {}, deliberate
    );
    EXPECT_EQ(mutation.status, 405U);
    EXPECT_EQ(mutation.header("Allow"), "POST");
    EXPECT_EQ(graphql.send("GET", "/graphql?variables=%7B", {}, deliberate).status, 400U);
    EXPECT_EQ(graphql.send("GET", "/graphql?query=a&query=b", {}, deliberate).status, 400U);
}

TEST(HttpExchange, OtherMethodsAreNotTaken) {
    GraphqlFixture graphql;
    const Answer put = graphql.send("PUT", "/graphql", "{}", json);
    EXPECT_EQ(put.status, 405U);
    EXPECT_EQ(put.header("Allow"), "GET, POST");
    EXPECT_EQ(graphql.send("OPTIONS", "/graphql").status, 204U);
}

TEST(HttpExchange, IsCountedByRootField) {
    GraphqlFixture graphql;
    graphql.ask(jobs);
    graphql.ask("{ jobs { nodes { id } } datasets { nodes { id } } }");
    graphql.ask("{ __schema { description } }");
    graphql.ask(R"({ job(id: "none") { id } })");
    graphql.ask("{ nothing }");
    const auto total = [&](const char* endpoint, const char* status) {
        return graphql.recording.total("api_requests_total", {"graphql", endpoint, "POST", status});
    };
    EXPECT_EQ(total("jobs", "200"), 1);
    EXPECT_EQ(total("multiple", "200"), 1);
    EXPECT_EQ(total("introspection", "200"), 1);
    EXPECT_EQ(total("job", "200"), 1);
    EXPECT_EQ(total("unmatched", "400"), 1);
    EXPECT_EQ(graphql.count("api_request_duration_seconds", {"graphql", "job", "not_found"}), 1U);
    EXPECT_EQ(graphql.count("api_request_duration_seconds", {"graphql", "jobs", "ok"}), 1U);
}

TEST(HttpExchange, IsTracedFieldByField) {
    GraphqlFixture graphql;
    graphql.fill();
    graphql.ask(R"(query Mine { documents(dataset: "papers") { nodes { job { id } } } })");
    std::vector<std::string> names;
    std::map<std::string, TraceContext> parents;
    std::map<std::string, TraceContext> contexts;
    for (const auto& span : graphql.recording.spans()) {
        names.push_back(span.name);
        parents[span.name] = span.parent;
        contexts[span.name] = span.context;
        EXPECT_TRUE(span.ended) << span.name;
    }
    EXPECT_EQ(parents["query"].span_id, contexts["POST /graphql"].span_id);
    EXPECT_EQ(parents["Query.documents"].span_id, contexts["query"].span_id);
    EXPECT_EQ(parents["Document.job"].span_id, contexts["query"].span_id);
}

TEST(HttpExchange, IsMountedBesideOthers) {
    GraphqlFixture graphql;
    GraphqlFixture other;
    http::MountedHandlers mounted(*other.api, {{"/graphql", *graphql.api}});
    graphql.fill();
    const std::string body = GraphqlFixture::body_of("{ datasets { nodes { id } } }");
    EXPECT_EQ(
        graphql.send(mounted, "POST", "/graphql", body, json).text("/data/datasets/nodes/0/id"),
        "papers"
    );
    EXPECT_EQ(
        graphql.send(mounted, "POST", "/elsewhere", body, json)
            .at("/data/datasets/nodes")
            .as_array()
            .size(),
        0U
    );
}

}  // namespace
}  // namespace lectern::transport::graphql
