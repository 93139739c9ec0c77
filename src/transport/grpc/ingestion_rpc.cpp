#include <utility>

#include "lectern/v1/ingestion.grpc.pb.h"
#include "transport/grpc/codec_ingest.hpp"
#include "transport/grpc/ingest_stream_call.hpp"
#include "transport/grpc/rpc_services.hpp"
#include "transport/grpc/unary_call.hpp"

namespace lectern::transport::grpc {
namespace {

class IngestionRpc final : public v1::IngestionService::CallbackService {
  public:
    IngestionRpc(
        const Site& site,
        services::IngestionService& ingestion,
        services::JobService& jobs,
        std::size_t max_documents
    )
        : site_(site), ingestion_(ingestion), jobs_(jobs), max_documents_(max_documents) {}

    ::grpc::ServerUnaryReactor* Ingest(
        ::grpc::CallbackServerContext* server,
        const v1::IngestRequest* request,
        v1::IngestResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.IngestionService/Ingest", .operation = "ingestDocuments"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                auto ingest = decode(wanted);
                if (!ingest) return fail(ingest);
                call.set_target(ingest->request.dataset.value);
                auto accepted = ingestion_.ingest(
                    call.context(), ingest->request, std::move(ingest->documents)
                );
                if (!accepted) return fail(accepted);
                // The job is accepted whatever becomes of the wait.
                if (ingest->wait > std::chrono::seconds{0}) {
                    auto waited = jobs_.wait(call.context(), accepted->job.id, ingest->wait);
                    if (waited) accepted->job = std::move(*waited);
                }
                answer = encode(*accepted);
                return {};
            }
        );
    }

    ::grpc::ServerBidiReactor<v1::IngestStreamRequest, v1::IngestStreamResponse>* IngestStream(
        ::grpc::CallbackServerContext* server
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.IngestionService/IngestStream",
            .operation = "ingestDocuments",
            .kind = "bidi_streaming"
        };
        return IngestStreamCall::start(site_, rpc, ingestion_, max_documents_, *server);
    }

  private:
    const Site& site_;
    services::IngestionService& ingestion_;
    services::JobService& jobs_;
    std::size_t max_documents_;
};

}  // namespace

std::unique_ptr<::grpc::Service> make_ingestion_rpc(
    const Site& site,
    services::IngestionService& ingestion,
    services::JobService& jobs,
    std::size_t max_documents
) {
    return std::make_unique<IngestionRpc>(site, ingestion, jobs, max_documents);
}

}  // namespace lectern::transport::grpc
