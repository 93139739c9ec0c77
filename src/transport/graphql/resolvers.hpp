#pragma once

#include "transport/graphql/binding.hpp"

namespace lectern::transport::graphql {

// One function a resource: binds its types and its root fields.

void bind_retrieval(Resolvers& resolvers);
void bind_embedding(Resolvers& resolvers);
void bind_ingest(Resolvers& resolvers);
void bind_documents(Resolvers& resolvers);
void bind_datasets(Resolvers& resolvers);
void bind_jobs(Resolvers& resolvers);
/// `Subscription.jobEvents` and its type.
void bind_job_events(Resolvers& resolvers);
void bind_dead_letters(Resolvers& resolvers);
void bind_graph(Resolvers& resolvers);
void bind_vocabularies(Resolvers& resolvers);
void bind_keys(Resolvers& resolvers);
void bind_audit(Resolvers& resolvers);

/// All of them.
Resolvers make_resolvers();

}  // namespace lectern::transport::graphql
