#include "transport/rest/dispatcher.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

#include "transport/rest/admin_api.hpp"
#include "transport/rest/contract/operations.hpp"
#include "transport/rest/responses.hpp"
#include "transport/rest/testing/rest_fixture.hpp"

namespace lectern::transport::rest {
namespace {

using testing::Answer;
using testing::RestFixture;

http::RequestHead head_of(
    std::string method, std::string path, std::vector<http::Header> headers = {}
) {
    http::RequestHead head;
    head.method = std::move(method);
    head.path = std::move(path);
    head.headers = std::move(headers);
    return head;
}

TEST(Dispatcher, PlansBodiesByTheirForm) {
    RestFixture rest;
    const auto json = rest.api->plan(
        head_of("POST", "/v1/ingest/a", {{"content-type", "application/json; charset=utf-8"}})
    );
    EXPECT_EQ(json.endpoint, "/v1/ingest/{dataset}");
    EXPECT_FALSE(json.stream_body);
    EXPECT_EQ(json.max_body_bytes, 100663296U);
    const auto lines =
        rest.api->plan(head_of("POST", "/v1/ingest/a", {{"content-type", "application/x-ndjson"}}));
    EXPECT_TRUE(lines.stream_body);
    EXPECT_GT(lines.max_body_bytes, 1ULL << 30U);
    // To be answered with 415, not 413.
    const auto other = rest.api->plan(
        head_of("POST", "/v1/ingest/a", {{"content-type", "text/xml"}, {"content-length", "1"}})
    );
    EXPECT_TRUE(other.stream_body);
    EXPECT_GT(other.max_body_bytes, 1ULL << 30U);
    EXPECT_EQ(rest.api->plan(head_of("POST", "/nothing/here")).endpoint, "unmatched");
    EXPECT_EQ(rest.api->plan(head_of("BREW", "/v1/jobs/7")).endpoint, "/v1/jobs/{job_id}");
}

TEST(Dispatcher, AnswersOptionsAndWrongMethodsWithAllow) {
    RestFixture rest;
    const Answer options = rest.call("OPTIONS", "/v1/datasets/papers");
    EXPECT_EQ(options.status, 204);
    EXPECT_EQ(options.header("Allow"), "DELETE, GET, HEAD, OPTIONS, PUT");
    const Answer wrong = rest.call("PATCH", "/v1/datasets/papers");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.header("Allow"), "DELETE, GET, HEAD, OPTIONS, PUT");
    EXPECT_EQ(wrong.header("Content-Type"), "application/problem+json");
}

TEST(Dispatcher, AnswersHeadAsGet) {
    RestFixture rest;
    const Answer head = rest.call("HEAD", "/v1/jobs");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.body, rest.call("GET", "/v1/jobs").body);
}

TEST(Dispatcher, RefusesFormsAndCodingsItDoesNotTake) {
    RestFixture rest;
    const Answer xml = rest.call("POST", "/v1/retrieve", "<q/>", {{"content-type", "text/xml"}});
    EXPECT_EQ(xml.status, 415);
    EXPECT_EQ(xml.header("Accept"), "application/json");
    const auto with = [&rest](const char* name, const char* value) {
        return rest
            .call(
                "POST", "/v1/retrieve", "{}", {{"content-type", "application/json"}, {name, value}}
            )
            .status;
    };
    EXPECT_EQ(with("content-encoding", "gzip"), 415U);
    EXPECT_EQ(with("content-encoding", "identity"), 400U);
    EXPECT_EQ(
        rest.call(
                "POST", "/v1/retrieve", "{}", {{"content-type", "application/json; charset=latin1"}}
        )
            .status,
        415U
    );
    EXPECT_EQ(rest.call("GET", "/v1/jobs", "", {{"accept", "text/html"}}).status, 406U);
    EXPECT_EQ(rest.call("GET", "/v1/jobs", "", {{"accept", "text/html, */*;q=0.1"}}).status, 200U);
}

TEST(Dispatcher, SaysHowLongItTookAndKeepsAnswersOutOfCaches) {
    RestFixture rest;
    const Answer answer = rest.call("GET", "/v1/jobs");
    EXPECT_TRUE(answer.header("Server-Timing").starts_with("request;dur="))
        << answer.header("Server-Timing");
    EXPECT_EQ(answer.header("Cache-Control"), "no-store");
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
}

TEST(Dispatcher, TracesMeasuresAndLogsEachRequestOnce) {
    RestFixture rest;
    rest.context.trace =
        *parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    const Answer answer = rest.call("GET", "/v1/jobs/none");
    const auto spans = rest.recording.spans();
    ASSERT_FALSE(spans.empty());
    EXPECT_EQ(spans.front().name, "GET /v1/jobs/{job_id}");
    EXPECT_EQ(spans.front().parent.span_id_hex(), "b7ad6b7169203331");
    EXPECT_TRUE(spans.front().ended);
    EXPECT_FALSE(spans.front().error);  // a client's mistake
    const std::pair<std::string, std::string> status{"http.response.status_code", "404"};
    EXPECT_EQ(std::ranges::count(spans.front().attributes, status), 1);
    EXPECT_EQ(answer.header("traceresponse"), spans.front().context.traceparent());
    EXPECT_EQ(answer.at("/trace_id"), "0af7651916cd43dd8448eb211c80319c");
    EXPECT_EQ(
        rest.recording.total("api_requests_total", {"rest", "/v1/jobs/{job_id}", "GET", "404"}), 1
    );
    EXPECT_EQ(
        rest.recording.total(
            "api_request_duration_seconds", {"rest", "/v1/jobs/{job_id}", "not_found"}
        ),
        1
    );
    EXPECT_EQ(rest.recording.total("api_requests_in_flight", {"rest"}), 0);
    const auto lines = rest.recording.lines();
    EXPECT_EQ(
        std::ranges::count(lines, "request finished", &telemetry::Recording::Line::message), 1
    );
    EXPECT_EQ(lines.back().request_id, "r-1");
}

TEST(Dispatcher, KeepsLabelsBounded) {
    RestFixture rest;
    rest.call("BREW", "/secret/pot/42");
    EXPECT_EQ(rest.recording.total("api_requests_total", {"rest", "unmatched", "other", "404"}), 1);
}

TEST(Dispatcher, LogsProbesQuietlyAndFailuresLoudly) {
    RestFixture rest;
    rest.call("GET", "/livez");
    EXPECT_EQ(rest.recording.lines().back().level, telemetry::LogLevel::debug);
    rest.probes.not_ready_ = {"index"};
    rest.call("GET", "/readyz");
    EXPECT_EQ(rest.recording.lines().back().level, telemetry::LogLevel::warning);
}

TEST(Dispatcher, ReportsWhatIsThrownAndTellsTheClientNothing) {
    telemetry::Recording recording;
    const std::vector<Operation> operations{{.id = "getLiveness", .method = "GET", .path = "/livez"}
    };
    Bindings bindings;
    bindings.bind("getLiveness", [](Call&) -> Result<http::Response> {
        throw std::runtime_error("secret");
    });
    auto contract = Contract::create(contract::document(), operations);
    ASSERT_TRUE(contract);
    access::OpenGate gate;
    auto dispatcher = Dispatcher::create(
        operations, std::move(*contract), std::move(bindings), gate, recording.telemetry()
    );
    ASSERT_TRUE(dispatcher);
    http::Request request;
    request.head = head_of("GET", "/livez");
    const http::Response response =
        (*dispatcher)->handle(request, (*dispatcher)->plan(request.head));
    EXPECT_EQ(response.status, 500U);
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
    ASSERT_EQ(recording.reports().size(), 1U);
    EXPECT_EQ(recording.reports().front().second, "secret");
    EXPECT_TRUE(recording.spans().front().error);
}

TEST(SystemHandlers, ProbesNameWhatIsMissing) {
    RestFixture rest;
    EXPECT_EQ(rest.call("GET", "/readyz").body, R"({"status":"ok","not_ready":[]})");
    rest.probes.not_ready_ = {"index", "embedder"};
    rest.probes.not_started_ = {"index"};
    const Answer ready = rest.call("GET", "/readyz");
    EXPECT_EQ(ready.status, 503);
    EXPECT_EQ(ready.body, R"({"status":"not_ready","not_ready":["index","embedder"]})");
    EXPECT_EQ(rest.call("GET", "/startupz").at("/not_ready/0"), "index");
    EXPECT_EQ(rest.call("GET", "/livez").status, 200);
}

TEST(SystemHandlers, MetricsGetTheAcceptHeader) {
    RestFixture rest;
    const std::string accept = "application/openmetrics-text;version=1.0.0,text/plain;q=0.5";
    const Answer page = rest.call("GET", "/metrics", "", {{"accept", accept}});
    EXPECT_EQ(page.status, 200);
    EXPECT_EQ(page.body, "accept=" + accept + "\n");
    EXPECT_EQ(page.header("Content-Type"), "text/plain; version=0.0.4");
}

TEST(SystemHandlers, ServeTheContractWithATag) {
    RestFixture rest;
    const Answer contract = rest.call("GET", "/openapi.json");
    EXPECT_EQ(contract.at("/openapi"), "3.1.0");
    const Answer same =
        rest.call("GET", "/openapi.json", "", {{"if-none-match", contract.header("ETag")}});
    EXPECT_EQ(same.status, 304);
    EXPECT_TRUE(same.body.empty());
}

TEST(AdminApi, ServesWhatIsMarkedForItAndNothingElse) {
    RestFixture rest;
    auto admin = AdminApi::create(rest.probes, rest.metrics, rest.log_level, rest.telemetry);
    ASSERT_TRUE(admin) << admin.error().message;
    for (const char* path : {"/livez", "/readyz", "/startupz", "/metrics", "/admin/log-level"}) {
        EXPECT_EQ(rest.call(**admin, "GET", path).status, 200) << path;
    }
    EXPECT_EQ(rest.call(**admin, "GET", "/v1/jobs").status, 404);
    EXPECT_EQ(rest.call(**admin, "GET", "/openapi.json").status, 404);
}

}  // namespace
}  // namespace lectern::transport::rest
