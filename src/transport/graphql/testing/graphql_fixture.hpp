#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "access/audit_service.hpp"
#include "access/key_service.hpp"
#include "core/ascii.hpp"
#include "decorators/instrumented_job_store.hpp"
#include "services/testing/service_fixture.hpp"
#include "transport/graphql/graphql_api.hpp"
#include "transport/http/target.hpp"

namespace lectern::transport::graphql::testing {

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
    /// By JSON pointer; null when it is not there.
    boost::json::value at(std::string_view pointer) const {
        if (header("Content-Type").find("json") == std::string::npos) return {};
        const boost::json::value document = boost::json::parse(body);
        boost::json::error_code error;
        const auto* found = document.find_pointer(pointer, error);
        return found == nullptr ? boost::json::value{} : *found;
    }
    std::string text(std::string_view pointer) const {
        const boost::json::value value = at(pointer);
        return value.is_string() ? std::string(value.as_string()) : std::string();
    }
};

/// The whole GraphQL interface over real services and the memory back end, called as the server
/// calls it.
struct GraphqlFixture : services::ServiceFixture {
    /// So that tests can count what reaches the job store.
    decorators::InstrumentedJobStore counted_jobs{store.jobs(), "memory", telemetry};
    services::JobService job_service{counted_jobs, store.events(), clock, telemetry};
    access::OpenGate open_gate{};
    access::KeyRing key_ring{store.api_keys(), clock, {}};
    access::KeyService keys{store.api_keys(), key_ring, clock};
    access::AuditService audit{store.audit()};
    Executor pool{{.name = "requests", .threads = 2}};
    std::unique_ptr<GraphqlApi> api = make_api(open_gate);

    std::unique_ptr<GraphqlApi> make_api(access::Gate& gate, const GraphqlOptions& options = {}) {
        auto made = GraphqlApi::create(
            {.services = services_with(job_service),
             .administration = {.keys = keys, .audit = audit},
             .gate = gate},
            pool,
            telemetry,
            options
        );
        if (!made) {
            ADD_FAILURE() << made.error().message;
            for (const auto& [field, description] : made.error().violations)
                ADD_FAILURE() << field << " " << description;
            std::abort();
        }
        return std::move(*made);
    }

    /// The body of a POST.
    static std::string body_of(std::string_view query, boost::json::object variables = {}) {
        return boost::json::serialize(
            boost::json::object{{"query", query}, {"variables", std::move(variables)}}
        );
    }

    Answer ask(std::string_view query, boost::json::object variables = {}) {
        return send(
            "POST",
            "/graphql",
            body_of(query, std::move(variables)),
            {{"content-type", "application/json"}}
        );
    }

    Answer send(
        const std::string& method,
        const std::string& target,
        std::string body = {},
        std::vector<http::Header> headers = {}
    ) {
        return send(*api, method, target, std::move(body), std::move(headers));
    }

    Answer send(
        http::Handler& handler,
        const std::string& method,
        const std::string& target,
        std::string body = {},
        std::vector<http::Header> headers = {}
    ) {
        http::Request request;
        auto parsed = http::parse_target(method, target);
        request.head = {
            .method = method,
            .target = target,
            .path = parsed ? parsed->path : target,
            .query = parsed ? parsed->query : decltype(request.head.query){},
            .headers = std::move(headers),
            .remote_address = "192.0.2.7",
            .context = context,
        };
        const http::RoutePlan plan = handler.plan(request.head);
        const std::size_t size = body.size();
        if (!plan.stream_body) request.body = std::move(body);
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

    /// Two documents that are searchable, one that failed for good. Returns the job's id.
    std::string fill() {
        extractor.refuse(
            "broken", {.code = ErrorCode::invalid_argument, .message = "the file is broken"}
        );
        const Answer answer = ask(R"(mutation {
            ingest(input: {dataset: "papers", documents: [
                {id: "a/1", title: "Tea", text: "green tea from Uji",
                 metadata: {year: 2001, big: 9007199254740993, ratio: 1.0, tags: ["x", "y"]},
                 entities: [{id: "uji", name: "Uji", type: "city"}, {id: "kyoto", name: "Kyoto"}],
                 relations: [{source: "uji", target: "kyoto", type: "near", weight: 0.5}]},
                {id: "b", title: "Coffee", text: "black coffee"},
                {id: "c", text: "broken"}]}) { job { id state } replayed } })");
        EXPECT_EQ(answer.text("/data/ingest/job/state"), "QUEUED") << answer.body;
        drain();
        return answer.text("/data/ingest/job/id");
    }
};

}  // namespace lectern::transport::graphql::testing
