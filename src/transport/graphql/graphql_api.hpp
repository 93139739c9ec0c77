#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "core/executor.hpp"
#include "core/result.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/graphql/engine.hpp"
#include "transport/graphql/runner.hpp"
#include "transport/graphql/ws/subscription_protocol.hpp"
#include "transport/http/message.hpp"

namespace lectern::transport::graphql {

struct GraphqlOptions {
    EngineOptions engine{};
    /// Of a POST, variables included: documents to ingest come in them.
    std::size_t max_body_bytes = 96U << 20;
    ws::SubscriptionOptions subscriptions{};
    std::chrono::milliseconds operation_timeout{60'000};  ///< Over web sockets.
};

/// GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/): POST, GET for queries,
/// server-sent events in the distinct connections mode of
/// https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md, and web sockets. It does not
/// look at paths: who mounts it decides where it is. Thread-safe.
class GraphqlApi final : public http::Handler {
  public:
    /// Errors of `Engine::create`. `pool` runs the operations of web sockets and outlives it.
    static Result<std::unique_ptr<GraphqlApi>> create(
        const GraphqlDependencies& dependencies,
        Executor& pool,
        const telemetry::Telemetry& telemetry,
        const GraphqlOptions& options = {}
    );

    http::RoutePlan plan(const http::RequestHead& head) override;
    http::Response handle(http::Request& request, const http::RoutePlan& plan) override;
    void finished(const http::RequestHead& head, const http::Completion& completion) override;

  private:
    GraphqlApi(
        std::unique_ptr<Engine> engine,
        access::Gate& gate,
        Executor& pool,
        const telemetry::Telemetry& telemetry,
        const GraphqlOptions& options
    );

    http::Response upgrade(http::Request& request);
    http::Response open_conversation(http::Request& request);

    access::Gate& gate_;
    const telemetry::Telemetry telemetry_;
    const std::size_t max_body_bytes_;
    const std::unique_ptr<Engine> engine_;
    Runner runner_;
    const ws::SubscriptionSite site_;
};

}  // namespace lectern::transport::graphql
