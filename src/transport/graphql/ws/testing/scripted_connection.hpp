#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "transport/graphql/ws/subscription_protocol.hpp"

namespace lectern::transport::graphql::ws::testing {

/// Writes down what it is sent: messages, and `close <code>` for a close.
class FakePeer final : public http::WebSocketPeer {
  public:
    void send(std::string text) override { said.push_back(std::move(text)); }
    void close(std::uint16_t code, std::string_view) override {
        said.push_back("close " + std::to_string(code));
    }
    bool has_room() override { return room > 0 && room-- > 0; }
    void wake() override { ++wakes; }
    void wake_at(std::chrono::steady_clock::time_point) override { ++alarms; }

    std::vector<std::string> said;
    int room = 1'000'000;  ///< How many results it still takes.
    int wakes = 0;
    int alarms = 0;
};

/// Operations that a test feeds, by the order in which they were started.
class FakeRunner final : public OperationRunner {
  public:
    struct Feed {
        OperationRequest request;
        RequestContext context;
        std::deque<ResultStep> steps;
        std::function<void()> wake{};
        bool is_released = false;

        void push(ResultStep::Kind kind, std::string json = {}) {
            steps.push_back({.kind = kind, .json = std::move(json)});
            if (wake) wake();
        }
    };

    std::unique_ptr<ResultStream> start(const RequestContext& context, OperationRequest request)
        override;

    std::vector<std::shared_ptr<Feed>> feeds;
    std::deque<ResultStep> at_once;  ///< What the next operation has from the start.
};

class FakeStream final : public ResultStream {
  public:
    explicit FakeStream(std::shared_ptr<FakeRunner::Feed> feed) : feed_(std::move(feed)) {}
    ~FakeStream() override {
        EXPECT_TRUE(feed_->context.stop.stop_requested());
        feed_->is_released = true;
    }

    void on_ready(std::function<void()> wake) override { feed_->wake = std::move(wake); }

    ResultStep next() override {
        EXPECT_FALSE(is_over_);
        if (feed_->steps.empty()) return {};
        auto step = std::move(feed_->steps.front());
        feed_->steps.pop_front();
        is_over_ =
            step.kind == ResultStep::Kind::refused || step.kind == ResultStep::Kind::complete;
        return step;
    }

  private:
    const std::shared_ptr<FakeRunner::Feed> feed_;  // the test holds it too
    bool is_over_ = false;
};

inline std::unique_ptr<ResultStream> FakeRunner::start(
    const RequestContext& context, OperationRequest request
) {
    feeds.push_back(std::make_shared<Feed>(
        Feed{.request = std::move(request), .context = context, .steps = std::exchange(at_once, {})}
    ));
    return std::make_unique<FakeStream>(feeds.back());
}

/// Lets in whoever shows the token `good`; `failure` is what it does instead.
class FakeGate final : public access::Gate {
  public:
    bool is_open() const override { return false; }
    Result<Principal> authenticate(
        const RequestContext&, const access::Origin& origin, const access::Credential& credential
    ) override {
        EXPECT_EQ(origin.protocol, "graphql");
        EXPECT_EQ(origin.remote_address, "192.0.2.7");
        if (failure) return fail(*failure);
        if (credential.token != "good") return fail(ErrorCode::unauthenticated, "who are you");
        return Principal{.tenant = TenantId{"t"}, .subject = "somebody"};
    }
    access::Admission admit(const RequestContext&, const access::Origin&, const access::Rule&)
        override {
        return {fail(ErrorCode::internal, "not asked here"), std::nullopt, nullptr};
    }

    std::optional<Error> failure{};
};

inline http::RequestHead head_with(std::vector<http::Header> headers) {
    http::RequestHead head{
        .method = "GET",
        .headers =
            {{"host", "lectern.test:8080"},
             {"sec-websocket-protocol", "graphql-ws, graphql-transport-ws"}},
        .remote_address = "192.0.2.7",
        .context = {.request_id = "r", .deadline = std::chrono::steady_clock::now()},
    };
    for (auto& header : headers) head.headers.push_back(std::move(header));
    return head;
}

/// One connection and everything around it.
struct Connection {
    explicit Connection(SubscriptionOptions options = {}, std::vector<http::Header> headers = {})
        : site{.gate = gate, .runner = runner, .options = std::move(options)},
          protocol(with_stop(head_with(std::move(headers)), stop), site) {
        protocol.on_open(peer);
    }

    static http::RequestHead with_stop(http::RequestHead head, const std::stop_source& stop) {
        head.context.stop = stop.get_token();
        return head;
    }

    /// What is said to a message.
    std::vector<std::string> hear(const std::string& message) {
        protocol.on_message(message);
        return std::exchange(peer->said, {});
    }
    std::vector<std::string> wake() {
        protocol.on_wake();
        return std::exchange(peer->said, {});
    }
    void acknowledge() {
        const auto answer = hear(R"({"type":"connection_init","payload":{"x-api-key":"good"}})");
        EXPECT_EQ(answer, std::vector<std::string>{connection_ack_message()});
    }
    std::vector<std::string> subscribe(const std::string& id) {
        return hear(R"({"type":"subscribe","id":")" + id + R"(","payload":{"query":"{a}"}})");
    }

    FakeGate gate;
    FakeRunner runner;
    std::shared_ptr<FakePeer> peer = std::make_shared<FakePeer>();
    std::stop_source stop;
    SubscriptionSite site;
    SubscriptionProtocol protocol;
};

}  // namespace lectern::transport::graphql::ws::testing
