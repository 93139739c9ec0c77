#include <algorithm>
#include <chrono>
#include <utility>

#include "transport/graphql/document_codec.hpp"
#include "transport/graphql/resolvers.hpp"

namespace lectern::transport::graphql {
namespace {

using ports::AcceptedJob;

constexpr std::int64_t longest_wait_seconds = 300;

Result<services::IngestRequest> decode_request(const Arguments& input) {
    const auto key = input.optional_text("idempotencyKey");
    if (key && key->empty()) {
        return fail(Error{
            .code = ErrorCode::invalid_argument,
            .message = "/idempotencyKey is empty",
            .violations = {{.field = "/idempotencyKey", .description = "is empty"}},
        });
    }
    return services::IngestRequest{
        .dataset = {input.text("dataset")},
        .priority =
            domain::parse_priority(input.name_of("priority")).value_or(domain::Priority::normal),
        .idempotency_key = key.value_or(""),
    };
}

Result<std::chrono::seconds> decode_wait(const Arguments& input) {
    const std::int64_t seconds = input.whole("waitSeconds", 0);
    if (seconds >= 0 && seconds <= longest_wait_seconds) return std::chrono::seconds(seconds);
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = "/waitSeconds is not 0 to 300",
        .violations = {{.field = "/waitSeconds", .description = "is not 0 to 300"}},
    });
}

Resolved ingest(RootCall& call) {
    const Arguments input(*call.arguments.object("input"));
    const auto wait = decode_wait(input);
    if (!wait) return wait.error();
    auto request = decode_request(input);
    if (!request) return fail(request);
    call.target = request->dataset.value;
    auto documents = decode_documents(*input.list("documents"));
    if (!documents) return fail(documents);
    auto accepted = call.services().ingestion.ingest(call.context, *request, std::move(*documents));
    if (!accepted) return fail(accepted);
    // The job is accepted whatever becomes of the wait.
    if (wait->count() > 0) {
        auto waited = call.services().jobs.wait(call.context, accepted->job.id, *wait);
        if (waited) accepted->job = std::move(*waited);
    }
    return Source::of(std::move(*accepted));
}

}  // namespace

void bind_ingest(Resolvers& resolvers) {
    using T = AcceptedJob;
    bind_root(resolvers, "Mutation.ingest", "ingestDocuments", ingest);
    bind_part<T>(resolvers, "IngestPayload.job", [](const T& it) -> const auto& { return it.job; });
    resolvers.get<T>("IngestPayload.replayed", [](const T& it) { return it.replayed; });
}

}  // namespace lectern::transport::graphql
