#include "transport/graphql/resolvers.hpp"

#include "transport/graphql/connection.hpp"

namespace lectern::transport::graphql {

Resolvers make_resolvers() {
    Resolvers resolvers;
    bind_page_info(resolvers);
    bind_retrieval(resolvers);
    bind_embedding(resolvers);
    bind_ingest(resolvers);
    bind_documents(resolvers);
    bind_datasets(resolvers);
    bind_jobs(resolvers);
    bind_job_events(resolvers);
    bind_dead_letters(resolvers);
    bind_graph(resolvers);
    bind_vocabularies(resolvers);
    bind_keys(resolvers);
    bind_audit(resolvers);
    return resolvers;
}

}  // namespace lectern::transport::graphql
