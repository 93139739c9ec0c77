#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include <grpcpp/support/server_callback.h>

#include "core/thread_annotations.hpp"
#include "lectern/v1/ingestion.pb.h"
#include "services/ingestion_service.hpp"
#include "transport/grpc/call.hpp"
#include "transport/grpc/pool_turn.hpp"

namespace lectern::transport::grpc {

/// Receives a job document by document: reads one message, works on it on the request pool, reads
/// the next, so that flow control holds the client back. Progress is sent beside that; what is said
/// while the client does not listen is said once, with the newest numbers. Owns itself until gRPC
/// is done with it.
class IngestStreamCall final
    : public ::grpc::ServerBidiReactor<v1::IngestStreamRequest, v1::IngestStreamResponse> {
  public:
    /// For gRPC to bind. All outlive the call.
    static IngestStreamCall* start(
        const Site& site,
        const Rpc& rpc,
        services::IngestionService& ingestion,
        std::size_t max_documents,
        ::grpc::CallbackServerContext& server
    );

    void OnReadDone(bool ok) override;
    void OnWriteDone(bool) override { send_next(); }
    void OnCancel() override { call_.cancel(); }
    void OnDone() override { const auto gone = std::move(self_); }

  private:
    IngestStreamCall(
        const Site& site,
        const Rpc& rpc,
        services::IngestionService& ingestion,
        std::size_t max_documents,
        ::grpc::CallbackServerContext& server
    );

    // A step on the request pool.
    void step();
    Result<void> advance();
    Result<void> take_message();
    Result<void> open(const v1::IngestStart& start);
    Result<void> add(const v1::DocumentInput& document);
    Result<void> commit(std::uint64_t documents);
    void acknowledge();
    void send_next();
    void end(const Result<void>& outcome);
    void finish();

    services::IngestionService& ingestion_;
    const std::size_t max_documents_;
    Call call_;
    PoolTurn turn_;
    v1::IngestStreamRequest request_{};  // gRPC's while it reads
    std::unique_ptr<services::IngestStream> stream_{};
    std::size_t acknowledge_every_ = 100;
    bool has_entered_ = false;
    bool has_message_ =
        false;  // false: the client has ended its side, or is gone; which, nobody can tell
    bool is_committed_ = false;

    v1::IngestStreamResponse last_{};
    ::grpc::Status status_{};

    std::mutex mutex_;                                      // guards what is sent next
    bool is_sending_ LECTERN_GUARDED_BY(mutex_) = false;    // a message is under way or about to be
    bool has_progress_ LECTERN_GUARDED_BY(mutex_) = false;  // that was not sent yet
    bool is_ending_ LECTERN_GUARDED_BY(mutex_) = false;     // `last_` or `status_` is to be sent
    v1::IngestProgress progress_ LECTERN_GUARDED_BY(mutex_){};
    v1::IngestStreamResponse message_{};  // gRPC's while it is sent

    std::unique_ptr<IngestStreamCall> self_{};
};

}  // namespace lectern::transport::grpc
