#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>

#include <grpcpp/support/server_callback.h>

#include "core/thread_annotations.hpp"
#include "lectern/v1/job.pb.h"
#include "services/job_watch.hpp"
#include "transport/grpc/call.hpp"
#include "transport/grpc/pool_turn.hpp"

namespace lectern::transport::grpc {

/// Sends a job's events as they come. Holds no thread while nothing happens. Owns itself until gRPC
/// is done with it.
class WatchCall final : public ::grpc::ServerWriteReactor<v1::WatchJobResponse> {
  public:
    /// For gRPC to bind. All outlive the call.
    static WatchCall* start(
        const Site& site,
        const Rpc& rpc,
        services::JobService& jobs,
        ::grpc::CallbackServerContext& server,
        const v1::WatchJobRequest& request
    );

    void OnWriteDone(bool ok) override;
    void OnCancel() override;
    void OnDone() override { const auto gone = std::move(self_); }

  private:
    WatchCall(
        const Site& site,
        const Rpc& rpc,
        services::JobService& jobs,
        ::grpc::CallbackServerContext& server,
        const v1::WatchJobRequest& request
    );

    // A step on the request pool; whether anything came of it that is to be sent.
    void step();
    Result<bool> advance();
    Result<void> open();
    bool rest();
    void wake();
    void send_next();
    void end(const Result<void>& outcome);

    const Site& site_;
    services::JobService& jobs_;
    const v1::WatchJobRequest& request_;
    Call call_;
    PoolTurn turn_;
    std::unique_ptr<services::JobWatch> watch_{};
    std::deque<domain::JobEvent> events_{};  // to be sent
    v1::WatchJobResponse message_{};         // gRPC's while it is sent
    bool is_over_ = false;                   // nothing comes after `events_`

    std::mutex mutex_;                                    // guards whose turn it is
    bool is_busy_ LECTERN_GUARDED_BY(mutex_) = true;      // a step or a message is under way
    bool is_awaited_ LECTERN_GUARDED_BY(mutex_) = false;  // something happened meanwhile
    bool is_ended_ LECTERN_GUARDED_BY(mutex_) = false;

    std::optional<std::stop_callback<std::function<void()>>> on_drain_{};
    std::unique_ptr<WatchCall> self_{};
};

}  // namespace lectern::transport::grpc
