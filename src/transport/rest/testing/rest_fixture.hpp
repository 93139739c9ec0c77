#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "core/ascii.hpp"
#include "services/testing/service_fixture.hpp"
#include "transport/http/target.hpp"
#include "transport/rest/rest_api.hpp"
#include "transport/rest/testing/chunked_body.hpp"

namespace lectern::transport::rest::testing {

class ScriptedProbes final : public Probes {
  public:
    std::vector<std::string> not_ready() const override { return not_ready_; }
    std::vector<std::string> not_started() const override { return not_started_; }

    std::vector<std::string> not_ready_{};
    std::vector<std::string> not_started_{};
};

class EchoingMetrics final : public MetricsPage {
  public:
    MetricsText render(std::string_view accept) const override {
        return {
            .content_type = "text/plain; version=0.0.4",
            .body = "accept=" + std::string(accept) + "\n"
        };
    }
};

/// An answer, with its body read as JSON where it is JSON.
struct Answer {
    unsigned status = 0;
    std::vector<http::Header> headers{};
    std::string body{};
    std::unique_ptr<http::BodySource> stream{};

    std::string header(std::string_view name) const {
        for (const auto& [key, value] : headers) {
            if (equals_ignoring_case(key, name)) return value;
        }
        return {};
    }
    boost::json::value json() const {
        if (header("Content-Type").find("json") == std::string::npos) return {};
        return boost::json::parse(body);
    }
    /// By JSON pointer; null when it is not there.
    boost::json::value at(std::string_view pointer) const {
        const boost::json::value document = json();
        boost::json::error_code error;
        const auto* found = document.find_pointer(pointer, error);
        return found == nullptr ? boost::json::value{} : *found;
    }
};

/// The whole REST interface over real services and the memory back end, called as the server calls
/// it.
struct RestFixture : services::ServiceFixture {
    ScriptedProbes probes{};
    EchoingMetrics metrics{};
    access::OpenGate open_gate{};
    access::KeyRing key_ring{store.api_keys(), clock, {}};
    access::KeyService keys{store.api_keys(), key_ring, clock};
    access::AuditService audit{store.audit()};
    telemetry::LogLevelControl log_level{
        telemetry::LogLevel::info, [](telemetry::LogLevel) {}, recording
    };
    std::unique_ptr<RestApi> api = make_api(open_gate);

    /// Over another gate, which outlives it.
    std::unique_ptr<RestApi> make_api(access::Gate& gate) {
        auto made = RestApi::create(
            {.services = services(),
             .gate = gate,
             .keys = keys,
             .audit = audit,
             .probes = probes,
             .metrics = metrics,
             .log_level = log_level},
            telemetry,
            {.max_line_bytes = 4096, .max_file_bytes = 4096, .max_streamed_documents = 100}
        );
        EXPECT_TRUE(made) << made.error().message;
        return std::move(*made);
    }

    Answer call(
        const std::string& method,
        const std::string& target,
        std::string body = {},
        std::vector<http::Header> headers = {}
    ) {
        return call(*api, method, target, std::move(body), std::move(headers));
    }

    Answer call(
        http::Handler& handler,
        const std::string& method,
        const std::string& target,
        std::string body = {},
        std::vector<http::Header> headers = {},
        std::string remote_address = {}
    ) {
        http::Request request;
        auto parsed = http::parse_target(method, target);
        request.head = {
            .method = method,
            .target = target,
            .path = parsed ? parsed->path : target,
            .query = parsed ? parsed->query : decltype(request.head.query){},
            .headers = std::move(headers),
            .remote_address = std::move(remote_address),
            .context = context,
        };
        if (!body.empty()) {
            if (request.head.header("content-type").empty())
                request.head.headers.emplace_back("content-type", "application/json");
            request.head.headers.emplace_back("content-length", std::to_string(body.size()));
        }
        const http::RoutePlan plan = handler.plan(request.head);
        const std::size_t size = body.size();
        if (plan.stream_body)
            request.stream = std::make_unique<ChunkedBody>(std::move(body));
        else
            request.body = std::move(body);
        http::Response response = handler.handle(request, plan);
        handler.finished(
            request.head,
            {.endpoint = plan.endpoint,
             .status = response.status,
             .request_bytes = size,
             .response_bytes = response.body.size(),
             .duration = std::chrono::seconds(1)}
        );
        return {
            response.status,
            std::move(response.headers),
            std::move(response.body),
            std::move(response.stream)
        };
    }
};

}  // namespace lectern::transport::rest::testing
