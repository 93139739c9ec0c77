#include <utility>

#include "domain/violations.hpp"
#include "lectern/v1/audit.grpc.pb.h"
#include "transport/grpc/codec_access.hpp"
#include "transport/grpc/codec_value.hpp"
#include "transport/grpc/rpc_services.hpp"
#include "transport/grpc/unary_call.hpp"

namespace lectern::transport::grpc {
namespace {

class AuditRpc final : public v1::AuditService::CallbackService {
  public:
    AuditRpc(const Site& site, access::AuditService& audit) : site_(site), audit_(audit) {}

    ::grpc::ServerUnaryReactor* ListAuditRecords(
        ::grpc::CallbackServerContext* server,
        const v1::ListAuditRecordsRequest* request,
        v1::ListAuditRecordsResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.AuditService/ListAuditRecords", .operation = "listAuditRecords"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                const auto filter = decode(wanted, violations);
                const auto page = decode_page(wanted, violations);
                if (auto good = violations.verdict(); !good) return good;
                auto records = audit_.list(call.context(), filter, page);
                if (!records) return fail(records);
                encode_page(*records, answer, [](const domain::AuditRecord& record) {
                    return encode(record);
                });
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* VerifyAudit(
        ::grpc::CallbackServerContext* server,
        const v1::VerifyAuditRequest* request,
        v1::VerifyAuditResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.AuditService/VerifyAudit", .operation = "verifyAudit"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                const auto anchor = decode(wanted, violations);
                if (auto good = violations.verdict(); !good) return good;
                auto finding = audit_.verify(call.context(), anchor);
                if (!finding) return fail(finding);
                answer = encode(*finding);
                return {};
            }
        );
    }

  private:
    const Site& site_;
    access::AuditService& audit_;
};

}  // namespace

std::unique_ptr<::grpc::Service> make_audit_rpc(const Site& site, access::AuditService& audit) {
    return std::make_unique<AuditRpc>(site, audit);
}

}  // namespace lectern::transport::grpc
