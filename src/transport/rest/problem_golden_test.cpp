#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "transport/rest/testing/rest_fixture.hpp"

namespace lectern::transport::rest {
namespace {

using testing::RestFixture;

struct BadRequest {
    std::string name;
    std::string method;
    std::string target;
    std::string body{};
    std::vector<http::Header> headers{};
};

std::vector<BadRequest> bad_requests() {
    const std::vector<http::Header> ndjson{{"content-type", "application/x-ndjson"}};
    return {
        {"unknown_route", "GET", "/v2/jobs"},
        {"wrong_method", "DELETE", "/v1/jobs"},
        {"malformed_escape", "GET", "/v1/jobs/%zz"},
        {"unknown_and_wrong_parameters", "GET", "/v1/jobs?limit=0&state=done&page=2"},
        {"missing_parameter", "GET", "/v1/documents"},
        {"wrong_path_parameter", "GET", "/v1/datasets/Not%20Good"},
        {"wrong_header", "GET", "/v1/jobs/x/events", "", {{"last-event-id", "latest"}}},
        {"missing_body", "POST", "/v1/retrieve"},
        {"malformed_json", "POST", "/v1/retrieve", "{\"query\": \"tea\",\n \"top_k\" 3}"},
        {"invalid_utf8", "POST", "/v1/retrieve", "{\"query\": \"\xff\"}"},
        {"too_deep", "POST", "/v1/retrieve", std::string(100, '[')},
        {"body_of_wrong_type", "POST", "/v1/retrieve", "[]"},
        {"wrong_members",
         "POST",
         "/v1/retrieve",
         R"({"query":1,"mode":"fuzzy","datasets":["a","a","B"],"limit":3})"},
        {"wrong_filter",
         "POST",
         "/v1/retrieve",
         R"({"query":"x","filter":{"or":[{"range":{"field":"a"}},{"equals":{"field":""}},{}]}})"},
        {"wrong_documents",
         "POST",
         "/v1/ingest/papers",
         R"({"documents":[{"id":"a","body":"x"},{"text":1},{"chunks":[{"vector":[]}]}]})"},
        {"bad_base64", "POST", "/v1/ingest/papers", R"({"documents":[{"content":"not base64"}]})"},
        {"wrong_line", "POST", "/v1/ingest/papers", "{\"text\":\"x\"}\n{\"text\":}", ndjson},
        {"unsupported_media_type",
         "POST",
         "/v1/embed",
         "texts=a",
         {{"content-type", "application/x-www-form-urlencoded"}}},
        {"not_acceptable", "GET", "/v1/jobs", "", {{"accept", "text/html"}}},
        {"unknown_job", "GET", "/v1/jobs/job_0"},
        {"purge_without_filter", "DELETE", "/v1/dead-letters"},
    };
}

// One member a line, so that a change is seen in a diff.
std::string render(const testing::Answer& answer) {
    std::string text = std::to_string(answer.status) + " " + answer.header("Content-Type") + "\n";
    const boost::json::value body = answer.json();
    for (const auto& member : body.as_object()) {
        if (member.key() == "errors") continue;
        text += std::string(member.key()) + ": " + boost::json::serialize(member.value()) + "\n";
    }
    const auto* errors = body.as_object().if_contains("errors");
    if (errors == nullptr) return text;
    for (const auto& error : errors->as_array())
        text += "- " + boost::json::serialize(error) + "\n";
    return text;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(Problem, BodiesAreAsAccepted) {
    const std::filesystem::path folder = "tests/golden/rest";
    RestFixture rest;
    rest.context.trace =
        *parse_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    for (const BadRequest& request : bad_requests()) {
        const auto answer =
            rest.call(request.method, request.target, request.body, request.headers);
        const std::string text = render(answer);
        const auto path = folder / (request.name + ".txt");
        if (std::getenv("LECTERN_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << text;
        EXPECT_EQ(text, read_file(path)) << request.name;
    }
}

TEST(Problem, EveryGoldenFileHasItsRequest) {
    const auto requests = bad_requests();
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator("tests/golden/rest")) {
        ++files;
        EXPECT_NE(
            std::ranges::find(requests, entry.path().stem().string(), &BadRequest::name),
            requests.end()
        ) << entry.path();
    }
    EXPECT_EQ(files, requests.size());
}

}  // namespace
}  // namespace lectern::transport::rest
