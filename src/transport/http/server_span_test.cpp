#include "transport/http/server_span.hpp"

#include <map>
#include <string>

#include <gtest/gtest.h>

#include "telemetry/recording.hpp"

namespace lectern::transport::http {
namespace {

std::map<std::string, std::string> described(const RequestHead& head, std::string_view route) {
    telemetry::Recording recording;
    const telemetry::Telemetry telemetry = recording.telemetry();
    {
        telemetry::Stage stage(telemetry, {}, {.name = "GET /things"});
        describe_exchange(stage, head, route, 404);
    }
    const auto spans = recording.spans();
    return {spans.at(0).attributes.begin(), spans.at(0).attributes.end()};
}

TEST(ServerSpan, IsDescribedByTheSemanticConventions) {
    const RequestHead head{
        .method = "GET",
        .target = "/things/7?q=whales",
        .path = "/things/7",
        .headers = {{"host", "lectern.example:8080"}, {"user-agent", "curl/8"}},
        .remote_address = "192.0.2.7",
    };
    const std::map<std::string, std::string> expected{
        {"http.request.method", "GET"},
        {"http.route", "/things/{id}"},
        {"http.response.status_code", "404"},
        {"url.path", "/things/7"},
        {"url.scheme", "http"},
        {"client.address", "192.0.2.7"},
        {"server.address", "lectern.example"},
        {"server.port", "8080"},
        {"user_agent.original", "curl/8"},
    };
    EXPECT_EQ(described(head, "/things/{id}"), expected);
}

TEST(ServerSpan, TellsTheHostFromItsPort) {
    RequestHead head{.method = "GET"};
    const auto server = [&head](const char* host) {
        head.headers = {{"host", host}};
        auto attributes = described(head, {});
        return attributes["server.address"] + "|" + attributes["server.port"];
    };
    EXPECT_EQ(server("lectern.example"), "lectern.example|");
    EXPECT_EQ(server("[::1]:8080"), "[::1]|8080");
    EXPECT_EQ(server("[::1]"), "[::1]|");
    EXPECT_EQ(server("lectern.example:http"), "lectern.example|");
}

TEST(ServerSpan, NamesUncommonMethodsAlike) {
    EXPECT_EQ(span_name_without_route("PUT"), "PUT");
    EXPECT_EQ(span_name_without_route("PROPFIND"), "HTTP");
    EXPECT_EQ(described({.method = "PROPFIND"}, {}).at("http.request.method"), "_OTHER");
    EXPECT_FALSE(described({.method = "PROPFIND"}, {}).contains("http.route"));
}

TEST(ServerSpan, TellsTlsFromPlainText) {
    EXPECT_EQ(described({.is_encrypted = true}, {}).at("url.scheme"), "https");
}

}  // namespace
}  // namespace lectern::transport::http
