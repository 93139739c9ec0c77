#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "core/request_context.hpp"
#include "transport/graphql/engine.hpp"
#include "transport/graphql/ws/operation_runner.hpp"

namespace lectern::transport::graphql {

/// An operation that is being executed, with what its resolvers need for as long.
struct OperationCall {
    OperationCall(
        const Engine& engine, RequestContext context_of, std::string address, Operation prepared
    );
    OperationCall(const OperationCall&) = delete;
    OperationCall& operator=(const OperationCall&) = delete;
    ~OperationCall() = default;

    const RequestContext context;
    const std::string remote_address;
    const Operation operation;
    const access::Origin origin;
    const std::unique_ptr<RequestState> state;
};

/// The responses to a subscription's events, one by one. The engine outlives it.
class SubscriptionStream final : public ws::ResultStream {
  public:
    /// Opens the stream behind the operation's field; `call` has no deadline.
    static std::expected<std::unique_ptr<SubscriptionStream>, Refusals> open(
        const Engine& engine, std::unique_ptr<OperationCall> call
    );
    ~SubscriptionStream() override;
    SubscriptionStream(const SubscriptionStream&) = delete;
    SubscriptionStream& operator=(const SubscriptionStream&) = delete;

    void on_ready(std::function<void()> wake) override;
    ws::ResultStep next() override;

  private:
    SubscriptionStream(
        const Engine& engine,
        std::unique_ptr<OperationCall> call,
        std::shared_ptr<EventStream> events
    );

    const Engine& engine_;
    const std::unique_ptr<OperationCall> call_;
    const std::shared_ptr<EventStream> events_;  // shared because it came in a `Source`
    std::deque<language::Source> pending_{};
    bool ended_ = false;
};

}  // namespace lectern::transport::graphql
