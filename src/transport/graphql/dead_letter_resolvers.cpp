#include <cstdint>
#include <utility>

#include "transport/graphql/connection.hpp"
#include "transport/graphql/loading.hpp"
#include "transport/graphql/resolvers.hpp"
#include "transport/graphql/scalars.hpp"

namespace lectern::transport::graphql {
namespace {

using domain::DeadLetter;

struct Purged {
    std::uint64_t count = 0;
};

ports::DeadLetterFilter decode_filter(const Arguments& arguments) {
    ports::DeadLetterFilter filter;
    const language::Object* object = arguments.object("filter");
    if (object == nullptr) return filter;
    const Arguments input(*object);
    if (auto dataset = input.optional_text("dataset"))
        filter.dataset = DatasetId{std::move(*dataset)};
    if (auto job = input.optional_text("job")) filter.job = JobId{std::move(*job)};
    filter.stage = domain::parse_ingest_stage(input.name_of("stage"));
    return filter;
}

DeadLetterId id_of(const RootCall& call) { return {call.arguments.text("id")}; }

Resolved find(RootCall& call) {
    auto letter = call.services().dead_letters.find(call.context, id_of(call));
    if (!letter) return fail(letter);
    return Source::of(std::move(*letter));
}

Resolved list(RootCall& call) {
    const auto page = decode_page_request(call.arguments);
    if (!page) return page.error();
    return connection_of(
        call.services().dead_letters.list(call.context, decode_filter(call.arguments), *page)
    );
}

Resolved redrive(RootCall& call) {
    call.target = id_of(call).value;
    auto job = call.services().dead_letters.redrive(call.context, id_of(call));
    if (!job) return fail(job);
    return Source::of(std::move(*job));
}

Resolved purge(RootCall& call) {
    call.target = id_of(call).value;
    auto purged = call.services().dead_letters.purge(call.context, id_of(call));
    if (!purged) return fail(purged);
    return Source::of(id_of(call));
}

Resolved purge_all(RootCall& call) {
    const auto filter = decode_filter(call.arguments);
    const bool is_filtered = filter.dataset || filter.stage || filter.job;
    if (!is_filtered && !call.arguments.flag("all", false)) {
        return fail(
            ErrorCode::invalid_argument,
            "without a filter, all has to be true: every dead letter is meant"
        );
    }
    const auto purged = call.services().dead_letters.purge_all(call.context, filter);
    if (!purged) return purged.error();
    return Source::of(Purged{.count = *purged});
}

Result<std::vector<Resolved>> load_own_jobs(NestedCall& call) {
    return load_jobs<DeadLetter>(call, [](const DeadLetter& it) { return it.job; });
}

Result<std::vector<Resolved>> load_own_datasets(NestedCall& call) {
    return load_datasets<DeadLetter>(call, [](const DeadLetter& it) { return it.dataset; });
}

language::Value trace_of(const DeadLetter& letter) {
    if (letter.trace_id.empty()) return nullptr;
    return letter.trace_id;
}

void bind_letter(Resolvers& resolvers) {
    using T = DeadLetter;
    resolvers.get<T>("DeadLetter.id", [](const T& it) { return it.id.value; });
    resolvers.get<T>("DeadLetter.datasetId", [](const T& it) { return it.dataset.value; });
    resolvers.get<T>("DeadLetter.jobId", [](const T& it) { return it.job.value; });
    resolvers.get<T>("DeadLetter.ordinal", [](const T& it) { return encode_whole(it.ordinal); });
    resolvers.get<T>("DeadLetter.documentId", [](const T& it) { return it.document.value; });
    resolvers.get<T>("DeadLetter.version", [](const T& it) { return encode_whole(it.version); });
    bind_part<T>(resolvers, "DeadLetter.failure", [](const T& it) -> const auto& {
        return it.failure;
    });
    resolvers.get<T>("DeadLetter.attempts", [](const T& it) { return encode_whole(it.attempts); });
    resolvers.get<T>("DeadLetter.traceId", trace_of);
    resolvers.get<T>("DeadLetter.requestId", [](const T& it) { return it.request_id; });
    resolvers.get<T>("DeadLetter.failedAt", [](const T& it) { return encode(it.failed_at); });
    bind_nested(resolvers, "DeadLetter.job", "getJob", load_own_jobs);
    bind_nested(resolvers, "DeadLetter.dataset", "getDataset", load_own_datasets);
}

}  // namespace

void bind_dead_letters(Resolvers& resolvers) {
    bind_root(resolvers, "Query.deadLetter", "getDeadLetter", find);
    bind_root(resolvers, "Query.deadLetters", "listDeadLetters", list);
    bind_root(resolvers, "Mutation.redriveDeadLetter", "redriveDeadLetter", redrive);
    bind_root(resolvers, "Mutation.purgeDeadLetter", "purgeDeadLetter", purge);
    bind_root(resolvers, "Mutation.purgeDeadLetters", "purgeDeadLetters", purge_all);
    bind_letter(resolvers);
    bind_connection(resolvers, "DeadLetter");
    bind_same(resolvers, "RedriveDeadLetterPayload.job");
    resolvers.get<DeadLetterId>("PurgeDeadLetterPayload.deadLetterId", [](const DeadLetterId& it) {
        return it.value;
    });
    resolvers.get<Purged>("PurgeDeadLettersPayload.purged", [](const Purged& it) {
        return encode_whole(it.count);
    });
}

}  // namespace lectern::transport::graphql
