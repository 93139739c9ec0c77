#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/request_context.hpp"

namespace lectern::transport::graphql::ws {

/// What a client wants executed: the JSON text of an object with `query`, `operationName`,
/// `variables` and `extensions`, as in the body of a POST. Which members are there and of which
/// JSON type was checked, nothing else.
struct OperationRequest {
    std::string payload{};
    std::string remote_address{};
};

/// What `ResultStream::next` has found.
struct ResultStep {
    enum class Kind {
        waiting,   ///< Nothing yet; `wake` will be called.
        next,      ///< `json` is a response (an object).
        refused,   ///< `json` is a list of errors: execution never began. Only as first step, the
                   ///< last.
        complete,  ///< All results are out.
    };
    Kind kind = Kind::waiting;
    std::string json{};
};

/// The results of one operation, in order. Calls come from the request pool, one at a time.
/// Destroying it cancels the operation; `wake` may still be called afterwards.
class ResultStream {
  public:
    virtual ~ResultStream() = default;

    /// `wake` (thread-safe, quick, may be called from within) is to be called when `next` has
    /// something. Called once, before the first `next`.
    virtual void on_ready(std::function<void()> wake) = 0;

    /// Must not wait. Not called again after `refused` or `complete`.
    virtual ResultStep next() = 0;
};

/// Executes what comes over connections. Thread-safe.
class OperationRunner {
  public:
    virtual ~OperationRunner() = default;

    /// Begins an operation, query, mutation or subscription alike; what is wrong with it comes as
    /// `refused`. On the request pool; while it runs its connection hears nothing, so an execution
    /// that takes long belongs elsewhere. `context` has no deadline, and is asked to stop when the
    /// client cancels or leaves, before the stream is destroyed. Never null.
    virtual std::unique_ptr<ResultStream> start(
        const RequestContext& context, OperationRequest request
    ) = 0;
};

}  // namespace lectern::transport::graphql::ws
