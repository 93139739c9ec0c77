#pragma once

#include <chrono>
#include <stop_token>

#include "access/gate.hpp"
#include "core/executor.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/grpc/live_calls.hpp"

namespace lectern::transport::grpc {

/// What all calls of one server share. Outlives them.
struct Site {
    access::Gate& gate;
    Executor& pool;
    LiveCalls& live;
    telemetry::Telemetry telemetry{};
    std::chrono::milliseconds request_timeout{};  ///< Of unary calls whose client set no deadline.
    std::stop_token draining{};                   ///< Asks streams without end to end.
};

/// One method of the contract.
struct Rpc {
    std::string_view name;  ///< `lectern.v1.JobService/GetJob`: span and endpoint.
    std::string_view
        operation;  ///< The `operationId` that it is another form of; none: `unmatched`.
    std::string_view kind = "unary";  ///< `unary`, `server_streaming` or `bidi_streaming`.
};

}  // namespace lectern::transport::grpc
