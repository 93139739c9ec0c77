#include "transport/graphql/loading.hpp"

namespace lectern::transport::graphql {

Result<std::vector<Resolved>> load_documents(
    NestedCall& call, const std::vector<services::DocumentPlace>& places
) {
    auto documents = call.services().documents.find_many(call.context, places);
    if (!documents) return fail(documents);
    std::vector<Resolved> results;
    results.reserve(documents->size());
    for (auto& document : *documents) results.push_back(source_or_null(std::move(document)));
    return results;
}

}  // namespace lectern::transport::graphql
