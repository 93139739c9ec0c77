#include <utility>

#include "domain/violations.hpp"
#include "lectern/v1/retrieval.grpc.pb.h"
#include "transport/grpc/codec_retrieve.hpp"
#include "transport/grpc/rpc_services.hpp"
#include "transport/grpc/unary_call.hpp"

namespace lectern::transport::grpc {
namespace {

class RetrievalRpc final : public v1::RetrievalService::CallbackService {
  public:
    RetrievalRpc(const Site& site, services::RetrievalService& retrieval)
        : site_(site), retrieval_(retrieval) {}

    ::grpc::ServerUnaryReactor* Retrieve(
        ::grpc::CallbackServerContext* server,
        const v1::RetrieveRequest* request,
        v1::RetrieveResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.RetrievalService/Retrieve", .operation = "retrieve"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                domain::Violations violations;
                const auto query = decode(wanted, violations);
                if (auto good = violations.verdict(); !good) return good;
                auto found = retrieval_.retrieve(call.context(), query);
                if (!found) return fail(found);
                answer = encode(*found);
                return {};
            }
        );
    }

  private:
    const Site& site_;
    services::RetrievalService& retrieval_;
};

}  // namespace

std::unique_ptr<::grpc::Service> make_retrieval_rpc(
    const Site& site, services::RetrievalService& retrieval
) {
    return std::make_unique<RetrievalRpc>(site, retrieval);
}

}  // namespace lectern::transport::grpc
