#include <memory>
#include <utility>

#include "transport/grpc/call.hpp"
#include "transport/grpc/rpc_services.hpp"

namespace lectern::transport::grpc {
namespace {

// Refuses one call, and is gone.
class UnmatchedCall final : public ::grpc::ServerGenericBidiReactor {
  public:
    static UnmatchedCall* start(const Site& site, ::grpc::GenericCallbackServerContext& server) {
        static constexpr Rpc rpc{.name = "unmatched", .operation = {}};
        std::unique_ptr<UnmatchedCall> owner(new UnmatchedCall(site, rpc, server));
        UnmatchedCall& unmatched = *owner;
        unmatched.self_ = std::move(owner);
        unmatched.Finish(unmatched.call_.leave(
            fail(ErrorCode::unimplemented, "there is no method " + server.method())
        ));
        return &unmatched;
    }

    void OnDone() override { const auto gone = std::move(self_); }

  private:
    UnmatchedCall(const Site& site, const Rpc& rpc, ::grpc::CallbackServerContext& server)
        : call_(site, rpc, server) {}

    Call call_;
    std::unique_ptr<UnmatchedCall> self_{};
};

class UnmatchedRpc final : public ::grpc::CallbackGenericService {
  public:
    explicit UnmatchedRpc(const Site& site) : site_(site) {}

    ::grpc::ServerGenericBidiReactor* CreateReactor(::grpc::GenericCallbackServerContext* server
    ) override {
        return UnmatchedCall::start(site_, *server);
    }

  private:
    const Site& site_;
};

}  // namespace

std::unique_ptr<::grpc::CallbackGenericService> make_unmatched_rpc(const Site& site) {
    return std::make_unique<UnmatchedRpc>(site);
}

}  // namespace lectern::transport::grpc
