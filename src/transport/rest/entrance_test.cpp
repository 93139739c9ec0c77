#include "transport/rest/entrance.hpp"

#include <gtest/gtest.h>

#include "transport/rest/contract/operations.hpp"
#include "transport/rest/testing/rest_fixture.hpp"

namespace lectern::transport::rest {
namespace {

using testing::Answer;
using testing::RestFixture;

// Knows one token, and does as a test says; tells what it was asked.
class ScriptedGate final : public access::Gate {
  public:
    bool is_open() const override { return open_; }

    Result<Principal> authenticate(
        const RequestContext&, const access::Origin& origin, const access::Credential& credential
    ) override {
        origins_.emplace_back(origin.protocol).append(" ").append(origin.remote_address);
        if (credential.token.empty())
            return fail(ErrorCode::unauthenticated, "a credential is needed");
        if (credential.token != "good") return fail(ErrorCode::unauthenticated, "no good");
        return Principal{.tenant = {"acme"}, .subject = "ada", .scopes = {Scope::admin}};
    }

    access::Admission admit(
        const RequestContext& context, const access::Origin&, const access::Rule& rule
    ) override {
        admitted_.push_back(context.principal.tenant.value + " " + std::string(rule.operation));
        auto slot = std::make_unique<Slot>(*this, rule.operation);
        return {refusal_ ? Result<void>(fail(*refusal_)) : Result<void>(), quota_, std::move(slot)};
    }

    bool open_ = false;
    std::optional<Error> refusal_{};
    std::optional<access::Quota> quota_{};
    std::vector<std::string> origins_{};
    std::vector<std::string> admitted_{};
    std::vector<std::string> ended_{};

  private:
    class Slot final : public access::Admission::Slot {
      public:
        Slot(ScriptedGate& gate, std::string_view operation) : gate_(gate), operation_(operation) {}
        void finish(std::optional<ErrorCode> outcome, std::string_view target) override {
            gate_.ended_.push_back(std::string(operation_)
                                       .append(" ")
                                       .append(outcome ? to_string(*outcome) : "ok")
                                       .append(" ")
                                       .append(target));
        }

      private:
        ScriptedGate& gate_;
        const std::string_view operation_;
    };
};

struct EntranceTest : ::testing::Test {
    ScriptedGate gate;
    RestFixture rest;
    std::unique_ptr<RestApi> api = rest.make_api(gate);

    Answer call(const std::string& method, const std::string& target, std::string body = {}) {
        return rest.call(*api, method, target, std::move(body), {{"authorization", "Bearer good"}});
    }
    Answer call_without(const std::string& method, const std::string& target) {
        return rest.call(*api, method, target);
    }
};

TEST_F(EntranceTest, NoCredentialIs401WithAChallenge) {
    const Answer answer = call_without("GET", "/v1/jobs");
    EXPECT_EQ(answer.status, 401U);
    EXPECT_EQ(answer.header("WWW-Authenticate"), "Bearer");
    EXPECT_EQ(answer.at("/code"), "unauthenticated");
    EXPECT_TRUE(gate.admitted_.empty());
}

TEST_F(EntranceTest, AWrongCredentialIs401AndSaysSo) {
    for (const http::Header& header : std::vector<http::Header>{
             {"authorization", "Bearer other"},
             {"authorization", "Basic Z29vZA=="},
             {"x-api-key", "other"}
         }) {
        const Answer answer = rest.call(*api, "GET", "/v1/jobs", "", {header});
        EXPECT_EQ(answer.status, 401U) << header.second;
        EXPECT_EQ(answer.header("WWW-Authenticate"), R"(Bearer error="invalid_token")");
    }
}

TEST_F(EntranceTest, EveryOperationWithAScopeAsksAndNoOtherDoes) {
    for (const Operation& operation : contract::operations) {
        std::string path(operation.path);
        for (auto brace = path.find('{'); brace != std::string::npos; brace = path.find('{'))
            path.replace(brace, path.find('}') - brace + 1, "x");
        const bool asks = access::rule_of(operation.id).scope.has_value();
        const Answer answer = call_without(std::string(operation.method), path);
        EXPECT_EQ(answer.status == 401, asks) << operation.id << " gave " << answer.status;
    }
}

TEST_F(EntranceTest, UnknownRoutesAre404ForAll) {
    EXPECT_EQ(call_without("GET", "/v1/nothing").status, 404U);
    EXPECT_EQ(call_without("PATCH", "/v1/jobs").status, 405U);
    EXPECT_TRUE(gate.origins_.empty());
}

TEST_F(EntranceTest, TheCallerIsCheckedBeforeTheRequestIs) {
    EXPECT_EQ(call_without("GET", "/v1/jobs?limit=0").status, 401U);
    EXPECT_EQ(rest.call(*api, "GET", "/v1/jobs", "", {{"accept", "text/html"}}).status, 401U);
    gate.refusal_ = Error{ErrorCode::permission_denied, "jobs:read is needed"};
    const Answer answer = call("GET", "/v1/jobs?limit=0");
    EXPECT_EQ(answer.status, 403U);
    EXPECT_EQ(answer.at("/detail"), "jobs:read is needed");
    EXPECT_EQ(answer.header("WWW-Authenticate"), "");
}

TEST_F(EntranceTest, HandlersWorkForThePrincipal) {
    EXPECT_EQ(call("PUT", "/v1/datasets/papers", "{}").status, 201U);
    EXPECT_EQ(rest.store.datasets().find(rest.context, {"papers"}).has_value(), false);
    RequestContext acme;
    acme.principal.tenant = {"acme"};
    EXPECT_TRUE(rest.store.datasets().find(acme, {"papers"}).has_value());
    EXPECT_EQ(gate.admitted_, std::vector<std::string>{"acme putDataset"});
    EXPECT_EQ(gate.origins_, std::vector<std::string>{"rest "});
}

TEST_F(EntranceTest, SuccessesAndRefusalsTellTheQuota) {
    gate.quota_ = {
        .limit = 5,
        .remaining = 0,
        .reset = std::chrono::seconds{7},
        .window = std::chrono::seconds{10}
    };
    const Answer served = call("GET", "/v1/jobs");
    EXPECT_EQ(served.status, 200U);
    EXPECT_EQ(served.header("RateLimit-Limit"), "5");
    EXPECT_EQ(served.header("RateLimit-Remaining"), "0");
    EXPECT_EQ(served.header("RateLimit-Reset"), "7");
    EXPECT_EQ(served.header("RateLimit-Policy"), "5;w=10");
    gate.refusal_ = Error{
        .code = ErrorCode::resource_exhausted,
        .message = "too many requests",
        .retry_after = std::chrono::milliseconds{1'500}
    };
    const Answer refused = call("GET", "/v1/jobs");
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(refused.header("Retry-After"), "2");
    EXPECT_EQ(refused.header("RateLimit-Limit"), "5");
}

TEST_F(EntranceTest, TellsHowOperationsEndedAndWhatTheyWereAbout) {
    call("PUT", "/v1/datasets/papers", "{}");
    call("DELETE", "/v1/datasets/none");
    call("DELETE", "/v1/documents/papers/a%2Fb");
    call("POST", "/v1/datasets", R"({"id":"others"})");
    call("POST", "/v1/retrieve", "<q/>");
    EXPECT_EQ(
        gate.ended_,
        (std::vector<std::string>{
            "putDataset ok papers",
            "deleteDataset not_found none",
            "deleteDocument not_found papers/a/b",
            "createDataset ok others",
            "retrieve invalid_argument ",
        })
    );
}

TEST_F(EntranceTest, TargetsAreUtf8WhateverWasSent) {
    call("DELETE", "/v1/datasets/%ff");
    EXPECT_EQ(gate.ended_, std::vector<std::string>{"deleteDataset invalid_argument \xEF\xBF\xBD"});
}

TEST_F(EntranceTest, AStreamIsUnderWayUntilItEnds) {
    rest.context.principal.tenant = {"acme"};
    const domain::Job job = rest.accept({RestFixture::text("a", "text")});
    gate.quota_ = access::Quota{.limit = 1};
    {
        const Answer stream = call("GET", "/v1/jobs/" + job.id.value + "/events");
        EXPECT_EQ(stream.status, 200U);
        EXPECT_EQ(stream.header("RateLimit-Limit"), "1");
        ASSERT_NE(stream.stream, nullptr);
        EXPECT_TRUE(stream.stream->next().has_value());
        EXPECT_FALSE(stream.stream->heartbeat().empty());
        EXPECT_TRUE(gate.ended_.empty());
    }
    EXPECT_EQ(gate.ended_, std::vector<std::string>{"watchJob ok "});
}

TEST_F(EntranceTest, BodiesOfThoseWhoShowNothingAreNotKept) {
    const auto plan = [this](std::vector<http::Header> headers) {
        http::RequestHead head;
        head.method = "POST";
        head.path = "/v1/retrieve";
        head.headers = std::move(headers);
        head.headers.emplace_back("content-type", "application/json");
        head.headers.emplace_back("content-length", "1000");
        return api->plan(head);
    };
    EXPECT_TRUE(plan({}).stream_body);
    EXPECT_TRUE(plan({{"authorization", "Basic Z29vZA=="}}).stream_body);
    EXPECT_FALSE(plan({{"authorization", "Bearer any"}}).stream_body);
    EXPECT_FALSE(plan({{"x-api-key", "any"}}).stream_body);
    // As 401, not as 413.
    EXPECT_GE(plan({}).max_body_bytes, plan({{"x-api-key", "any"}}).max_body_bytes);
    gate.open_ = true;
    EXPECT_FALSE(plan({}).stream_body);
}

}  // namespace
}  // namespace lectern::transport::rest
