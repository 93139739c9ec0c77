#pragma once

#include <atomic>

#include "core/executor.hpp"
#include "telemetry/telemetry.hpp"
#include "transport/http/message.hpp"
#include "transport/http/server.hpp"

namespace lectern::transport::http {

/// What all sessions of one server share. Outlives them.
struct Site {
    Handler& handler;
    Executor& pool;
    const telemetry::Telemetry telemetry;
    const ServerOptions options;
    std::atomic<bool> is_stopping = false;
};

}  // namespace lectern::transport::http
