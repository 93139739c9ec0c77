#include <utility>

#include "transport/rest/codec_value.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/responses.hpp"

namespace lectern::transport::rest {
namespace {

Result<http::Response> embed(services::EmbeddingService& embedding, Call& call) {
    auto embeddings = embedding.embed(call.context, texts_of(call.json(), "texts"));
    if (!embeddings) return fail(embeddings);
    boost::json::array vectors;
    for (const auto& vector : embeddings->batch.vectors) vectors.push_back(encode_vector(vector));
    return json_response(boost::json::object{
        {"model", embeddings->model},
        {"dimensions", embeddings->dimensions},
        {"tokens", embeddings->batch.tokens},
        {"vectors", std::move(vectors)},
    });
}

}  // namespace

void bind_embedding(Bindings& bindings, services::EmbeddingService& embedding) {
    bindings.bind("embedTexts", [&embedding](Call& call) { return embed(embedding, call); });
}

}  // namespace lectern::transport::rest
