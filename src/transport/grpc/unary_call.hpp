#pragma once

#include <functional>
#include <memory>

#include <google/protobuf/message.h>
#include <grpcpp/support/server_callback.h>

#include "core/result.hpp"
#include "transport/grpc/call.hpp"

namespace lectern::transport::grpc {

/// Takes a unary call through the steps of `Call` on the request pool, so that the threads of gRPC
/// never block. Owns itself until gRPC is done with it.
class UnaryCall final : public ::grpc::ServerUnaryReactor {
  public:
    /// Decodes, calls a service, encodes its answer.
    using Work = std::function<Result<void>(Call&)>;

    /// For gRPC to bind. A full pool ends the call at once with `resource_exhausted`. Messages and
    /// context are gRPC's and live as long as the call.
    static ::grpc::ServerUnaryReactor* start(
        const Site& site,
        const Rpc& rpc,
        ::grpc::CallbackServerContext& server,
        const google::protobuf::Message& request,
        const google::protobuf::Message& response,
        Work work
    );

    void OnCancel() override { call_.cancel(); }
    void OnDone() override { const auto gone = std::move(self_); }

  private:
    UnaryCall(
        const Site& site,
        const Rpc& rpc,
        ::grpc::CallbackServerContext& server,
        const google::protobuf::Message& response,
        Work work
    );
    void run();
    void end(const Result<void>& outcome);

    Call call_;
    const google::protobuf::Message& response_;
    const Work work_;
    std::unique_ptr<UnaryCall> self_{};
};

/// The form in which services use it: `work(call, request, response)`.
template <class Request, class Response, class Work>
::grpc::ServerUnaryReactor* serve(
    const Site& site,
    const Rpc& rpc,
    ::grpc::CallbackServerContext* server,
    const Request* request,
    Response* response,
    Work work
) {
    return UnaryCall::start(
        site,
        rpc,
        *server,
        *request,
        *response,
        [request, response, work = std::move(work)](Call& call) {
            return work(call, *request, *response);
        }
    );
}

}  // namespace lectern::transport::grpc
