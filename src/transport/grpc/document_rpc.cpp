#include <utility>

#include "domain/violations.hpp"
#include "lectern/v1/document.grpc.pb.h"
#include "transport/grpc/codec_document.hpp"
#include "transport/grpc/codec_value.hpp"
#include "transport/grpc/rpc_services.hpp"
#include "transport/grpc/unary_call.hpp"

namespace lectern::transport::grpc {
namespace {

// Of a request that names a document.
template <class Request>
Result<void> check_names(const Request& request) {
    Violations violations;
    violations.check("/dataset", DatasetId{request.dataset()});
    violations.check_length("/document_id", request.document_id(), 1, Violations::longest_name);
    return violations.verdict();
}

class DocumentRpc final : public v1::DocumentService::CallbackService {
  public:
    DocumentRpc(const Site& site, services::DocumentService& documents)
        : site_(site), documents_(documents) {}

    ::grpc::ServerUnaryReactor* ListDocuments(
        ::grpc::CallbackServerContext* server,
        const v1::ListDocumentsRequest* request,
        v1::ListDocumentsResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DocumentService/ListDocuments", .operation = "listDocuments"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                Violations violations;
                violations.check("/dataset", DatasetId{wanted.dataset()});
                const auto page = decode_page(wanted, violations);
                if (auto good = violations.verdict(); !good) return good;
                auto documents = documents_.list(call.context(), {wanted.dataset()}, page);
                if (!documents) return fail(documents);
                encode_page(*documents, answer, [](const domain::Document& document) {
                    return encode(document);
                });
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* GetDocument(
        ::grpc::CallbackServerContext* server,
        const v1::GetDocumentRequest* request,
        v1::GetDocumentResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DocumentService/GetDocument", .operation = "getDocument"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                if (auto good = check_names(wanted); !good) return good;
                auto view = documents_.find(
                    call.context(),
                    {wanted.dataset()},
                    {wanted.document_id()},
                    wanted.include_text()
                );
                if (!view) return fail(view);
                *answer.mutable_document() = encode(*view);
                return {};
            }
        );
    }

    ::grpc::ServerUnaryReactor* DeleteDocument(
        ::grpc::CallbackServerContext* server,
        const v1::DeleteDocumentRequest* request,
        v1::DeleteDocumentResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.DocumentService/DeleteDocument", .operation = "deleteDocument"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto&) -> Result<void> {
                if (auto good = check_names(wanted); !good) return good;
                call.set_target(wanted.dataset() + "/" + wanted.document_id());
                std::optional<domain::Version> expected;
                if (wanted.has_if_version()) expected = wanted.if_version();
                return documents_.remove(
                    call.context(), {wanted.dataset()}, {wanted.document_id()}, expected
                );
            }
        );
    }

  private:
    const Site& site_;
    services::DocumentService& documents_;
};

}  // namespace

std::unique_ptr<::grpc::Service> make_document_rpc(
    const Site& site, services::DocumentService& documents
) {
    return std::make_unique<DocumentRpc>(site, documents);
}

}  // namespace lectern::transport::grpc
