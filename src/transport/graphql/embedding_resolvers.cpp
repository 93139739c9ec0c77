#include <utility>

#include "transport/common/json_writer.hpp"
#include "transport/graphql/resolvers.hpp"

namespace lectern::transport::graphql {
namespace {

using services::Embeddings;

Resolved embed(RootCall& call) {
    auto embeddings = call.services().embedding.embed(call.context, call.arguments.texts("texts"));
    if (!embeddings) return fail(embeddings);
    return Source::of(std::move(*embeddings));
}

language::Value encode_vectors(const Embeddings& embeddings) {
    language::List vectors;
    for (const auto& vector : embeddings.batch.vectors) {
        language::List numbers;
        numbers.reserve(vector.size());
        for (const float number : vector) numbers.emplace_back(widen(number));
        vectors.emplace_back(std::move(numbers));
    }
    return vectors;
}

}  // namespace

void bind_embedding(Resolvers& resolvers) {
    using T = Embeddings;
    bind_root(resolvers, "Query.embed", "embedTexts", embed);
    resolvers.get<T>("Embeddings.model", [](const T& it) { return it.model; });
    resolvers.get<T>("Embeddings.dimensions", [](const T& it) {
        return encode_whole(it.dimensions);
    });
    resolvers.get<T>("Embeddings.tokens", [](const T& it) {
        return encode_whole(it.batch.tokens);
    });
    resolvers.get<T>("Embeddings.vectors", encode_vectors);
}

}  // namespace lectern::transport::graphql
