#include <utility>

#include "transport/graphql/connection.hpp"
#include "transport/graphql/loading.hpp"
#include "transport/graphql/resolvers.hpp"
#include "transport/graphql/scalars.hpp"

namespace lectern::transport::graphql {
namespace {

using domain::Job;
using domain::JobCounts;
using domain::JobItem;
// As the service's header names it; this layer does not include the ports.
using JobFilter = ports::JobFilter;

Resolved find(RootCall& call) {
    auto job = call.services().jobs.find(call.context, {call.arguments.text("id")});
    if (!job) return fail(job);
    return Source::of(std::move(*job));
}

Resolved list(RootCall& call) {
    const auto page = decode_page_request(call.arguments);
    if (!page) return page.error();
    JobFilter filter;
    if (auto dataset = call.arguments.optional_text("dataset"))
        filter.dataset = DatasetId{std::move(*dataset)};
    filter.state = domain::parse_job_state(call.arguments.name_of("state"));
    return connection_of(call.services().jobs.list(call.context, filter, *page));
}

Resolved cancel(RootCall& call) {
    const JobId id{call.arguments.text("id")};
    call.target = id.value;
    auto job = call.services().jobs.cancel(call.context, id);
    if (!job) return fail(job);
    return Source::of(std::move(*job));
}

Result<std::vector<Resolved>> load_items(NestedCall& call) {
    const auto page = decode_page_request(call.arguments);
    if (!page) return fail(page.error());
    const auto state = domain::parse_item_state(call.arguments.name_of("state"));
    std::vector<JobId> ids;
    for (const Source& parent : call.parents) ids.push_back(parent.get<Job>().id);
    auto pages = call.services().jobs.items_many(call.context, ids, state, *page);
    if (!pages) return fail(pages);
    std::vector<Resolved> results;
    for (auto& items : *pages) results.push_back(connection_of(std::move(items)));
    return results;
}

Result<std::vector<Resolved>> load_own_datasets(NestedCall& call) {
    return load_datasets<Job>(call, [](const Job& it) { return it.dataset; });
}

// An item does not tell its dataset, but its job does.
Result<std::vector<Resolved>> load_item_documents(NestedCall& call) {
    std::vector<JobId> ids;
    for (const Source& parent : call.parents) ids.push_back(parent.get<JobItem>().job);
    const auto jobs = call.services().jobs.find_many(call.context, ids);
    if (!jobs) return fail(jobs.error());
    std::vector<services::DocumentPlace> places;
    for (std::size_t at = 0; at < ids.size(); ++at) {
        const auto& job = (*jobs)[at];
        places.push_back(
            {.dataset = job ? job->dataset : DatasetId{},
             .id = call.parents[at].get<JobItem>().document}
        );
    }
    return load_documents(call, places);
}

language::Value trace_of(const Job& job) {
    const auto trace = parse_traceparent(job.traceparent);
    if (!trace) return nullptr;
    return trace->trace_id_hex();
}

language::Value encode_optional(const std::optional<Timestamp>& time) {
    if (!time) return nullptr;
    return encode(*time);
}

void bind_job(Resolvers& resolvers) {
    using T = Job;
    resolvers.get<T>("Job.id", [](const T& it) { return it.id.value; });
    resolvers.get<T>("Job.datasetId", [](const T& it) { return it.dataset.value; });
    resolvers.get<T>("Job.state", [](const T& it) { return enum_value(to_string(it.state)); });
    resolvers.get<T>("Job.priority", [](const T& it) {
        return enum_value(to_string(it.priority));
    });
    bind_part<T>(resolvers, "Job.counts", [](const T& it) -> const auto& { return it.counts; });
    resolvers.get<T>("Job.cancelRequested", [](const T& it) { return it.cancel_requested; });
    resolvers.get<T>("Job.requestId", [](const T& it) { return it.request_id; });
    resolvers.get<T>("Job.correlationId", [](const T& it) { return it.correlation_id; });
    resolvers.get<T>("Job.traceId", trace_of);
    resolvers.get<T>("Job.createdAt", [](const T& it) { return encode(it.created_at); });
    resolvers.get<T>("Job.startedAt", [](const T& it) { return encode_optional(it.started_at); });
    resolvers.get<T>("Job.finishedAt", [](const T& it) { return encode_optional(it.finished_at); });
    bind_nested(resolvers, "Job.items", "listJobItems", load_items);
    bind_nested(resolvers, "Job.dataset", "getDataset", load_own_datasets);
    using C = JobCounts;
    resolvers.get<C>("JobCounts.total", [](const C& it) { return encode_whole(it.total); });
    resolvers.get<C>("JobCounts.indexed", [](const C& it) { return encode_whole(it.indexed); });
    resolvers.get<C>("JobCounts.failed", [](const C& it) { return encode_whole(it.failed); });
    resolvers.get<C>("JobCounts.cancelled", [](const C& it) { return encode_whole(it.cancelled); });
}

void bind_item(Resolvers& resolvers) {
    using T = JobItem;
    resolvers.get<T>("JobItem.ordinal", [](const T& it) { return encode_whole(it.ordinal); });
    resolvers.get<T>("JobItem.documentId", [](const T& it) { return it.document.value; });
    resolvers.get<T>("JobItem.version", [](const T& it) { return encode_whole(it.version); });
    resolvers.get<T>("JobItem.state", [](const T& it) { return enum_value(to_string(it.state)); });
    resolvers.get<T>("JobItem.superseded", [](const T& it) { return it.superseded; });
    bind_optional_part<T>(resolvers, "JobItem.failure", [](const T& it) -> const auto& {
        return it.failure;
    });
    resolvers.get<T>("JobItem.updatedAt", [](const T& it) { return encode(it.updated_at); });
    bind_nested(resolvers, "JobItem.document", "getDocument", load_item_documents);
    using F = domain::ItemFailure;
    resolvers.get<F>("ItemFailure.code", [](const F& it) {
        return enum_value(to_string(it.code));
    });
    resolvers.get<F>("ItemFailure.reason", [](const F& it) { return it.reason; });
    resolvers.get<F>("ItemFailure.stage", [](const F& it) {
        return enum_value(to_string(it.stage));
    });
}

}  // namespace

void bind_jobs(Resolvers& resolvers) {
    bind_root(resolvers, "Query.job", "getJob", find);
    bind_root(resolvers, "Query.jobs", "listJobs", list);
    bind_root(resolvers, "Mutation.cancelJob", "cancelJob", cancel);
    bind_same(resolvers, "CancelJobPayload.job");
    bind_job(resolvers);
    bind_item(resolvers);
    bind_connection(resolvers, "Job");
    bind_connection(resolvers, "JobItem");
}

}  // namespace lectern::transport::graphql
