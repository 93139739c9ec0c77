#pragma once

#include <functional>
#include <memory>

#include <grpcpp/alarm.h>

#include "core/executor.hpp"

namespace lectern::transport::grpc {

/// Hands the steps of a stream to the request pool, one at a time. A stream under way is not
/// refused when the pool is full: its next step waits for room, and as the stream reads no further
/// meanwhile, so does its client.
class PoolTurn final {
  public:
    /// `pool` outlives it.
    PoolTurn(Executor& pool, std::function<void()> step);

    /// The first step: fails with what the pool says.
    Result<void> begin();
    /// Another one, after the one before.
    void take();

  private:
    Executor& pool_;
    const std::function<void()> step_;
    std::unique_ptr<::grpc::Alarm> alarm_{
    };  // a new one each time, as an old one may still be returning
};

}  // namespace lectern::transport::grpc
