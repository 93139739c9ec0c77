#pragma once

#include <chrono>
#include <memory>

#include "core/executor.hpp"
#include "transport/graphql/engine.hpp"
#include "transport/graphql/ws/operation_runner.hpp"

namespace lectern::transport::graphql {

/// Executes what comes over web sockets: subscriptions event by event, queries and mutations on the
/// request pool. Each operation is counted, timed and logged when it ends, as requests are.
/// Thread-safe.
class Runner final : public ws::OperationRunner {
  public:
    /// Both outlive it. `timeout` is that of a query or mutation.
    Runner(Engine& engine, Executor& pool, std::chrono::milliseconds timeout)
        : engine_(engine), pool_(pool), timeout_(timeout) {}

    std::unique_ptr<ws::ResultStream> start(
        const RequestContext& context, ws::OperationRequest request
    ) override;

  private:
    Engine& engine_;
    Executor& pool_;
    const std::chrono::milliseconds timeout_;
};

}  // namespace lectern::transport::graphql
