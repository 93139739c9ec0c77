#include <utility>

#include "lectern/v1/embedding.grpc.pb.h"
#include "transport/grpc/codec_value.hpp"
#include "transport/grpc/rpc_services.hpp"
#include "transport/grpc/unary_call.hpp"

namespace lectern::transport::grpc {
namespace {

class EmbeddingRpc final : public v1::EmbeddingService::CallbackService {
  public:
    EmbeddingRpc(const Site& site, services::EmbeddingService& embedding)
        : site_(site), embedding_(embedding) {}

    ::grpc::ServerUnaryReactor* Embed(
        ::grpc::CallbackServerContext* server,
        const v1::EmbedRequest* request,
        v1::EmbedResponse* response
    ) override {
        static constexpr Rpc rpc{
            .name = "lectern.v1.EmbeddingService/Embed", .operation = "embedTexts"
        };
        return serve(
            site_,
            rpc,
            server,
            request,
            response,
            [this](Call& call, const auto& wanted, auto& answer) -> Result<void> {
                const std::vector<std::string> texts(wanted.texts().begin(), wanted.texts().end());
                auto embeddings = embedding_.embed(call.context(), texts);
                if (!embeddings) return fail(embeddings);
                answer.set_model(embeddings->model);
                answer.set_dimensions(embeddings->dimensions);
                answer.set_tokens(embeddings->batch.tokens);
                for (const auto& vector : embeddings->batch.vectors)
                    *answer.add_vectors() = encode(vector);
                return {};
            }
        );
    }

  private:
    const Site& site_;
    services::EmbeddingService& embedding_;
};

}  // namespace

std::unique_ptr<::grpc::Service> make_embedding_rpc(
    const Site& site, services::EmbeddingService& embedding
) {
    return std::make_unique<EmbeddingRpc>(site, embedding);
}

}  // namespace lectern::transport::grpc
