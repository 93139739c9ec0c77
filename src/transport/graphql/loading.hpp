#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "services/document_service.hpp"
#include "transport/graphql/binding.hpp"

namespace lectern::transport::graphql {

// What fields below the root load, for all their parents in one call to a service. What is not
// there, or no longer, is null.

/// `id_of` tells whose dataset a parent's is.
template <class T, class Get>
Result<std::vector<Resolved>> load_datasets(NestedCall& call, Get id_of) {
    std::vector<DatasetId> ids;
    ids.reserve(call.parents.size());
    for (const Source& parent : call.parents) ids.push_back(id_of(parent.get<T>()));
    auto datasets = call.services().datasets.find_many(call.context, ids);
    if (!datasets) return fail(datasets);
    std::vector<Resolved> results;
    results.reserve(datasets->size());
    for (auto& dataset : *datasets) results.push_back(source_or_null(std::move(dataset)));
    return results;
}

/// The same for jobs.
template <class T, class Get>
Result<std::vector<Resolved>> load_jobs(NestedCall& call, Get id_of) {
    std::vector<JobId> ids;
    ids.reserve(call.parents.size());
    for (const Source& parent : call.parents) ids.push_back(id_of(parent.get<T>()));
    auto jobs = call.services().jobs.find_many(call.context, ids);
    if (!jobs) return fail(jobs);
    std::vector<Resolved> results;
    results.reserve(jobs->size());
    for (auto& job : *jobs) results.push_back(source_or_null(std::move(job)));
    return results;
}

/// The same for documents, given where they are.
Result<std::vector<Resolved>> load_documents(
    NestedCall& call, const std::vector<services::DocumentPlace>& places
);

}  // namespace lectern::transport::graphql
