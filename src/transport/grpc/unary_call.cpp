#include "transport/grpc/unary_call.hpp"

#include <utility>

namespace lectern::transport::grpc {

::grpc::ServerUnaryReactor* UnaryCall::start(
    const Site& site,
    const Rpc& rpc,
    ::grpc::CallbackServerContext& server,
    const google::protobuf::Message& request,
    const google::protobuf::Message& response,
    Work work
) {
    std::unique_ptr<UnaryCall> owner(new UnaryCall(site, rpc, server, response, std::move(work)));
    UnaryCall& unary = *owner;
    unary.self_ = std::move(owner);
    unary.call_.count_request(request.ByteSizeLong());
    auto submitted = site.pool.submit([&unary] { unary.run(); });
    if (!submitted) unary.end(submitted);
    return &unary;
}

UnaryCall::UnaryCall(
    const Site& site,
    const Rpc& rpc,
    ::grpc::CallbackServerContext& server,
    const google::protobuf::Message& response,
    Work work
)
    : call_(site, rpc, server), response_(response), work_(std::move(work)) {}

void UnaryCall::run() {
    end(call_.guard([this]() -> Result<void> {
        if (auto entered = call_.enter(); !entered) return entered;
        return work_(call_);
    }));
}

// gRPC may be done with the call, and the call gone, before `Finish` returns.
void UnaryCall::end(const Result<void>& outcome) {
    if (outcome) call_.count_response(response_.ByteSizeLong());
    Finish(call_.leave(outcome));
}

}  // namespace lectern::transport::grpc
