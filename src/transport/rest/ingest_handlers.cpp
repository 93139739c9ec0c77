#include <algorithm>
#include <memory>
#include <utility>

#include "transport/rest/codec_document.hpp"
#include "transport/rest/codec_job.hpp"
#include "transport/rest/handlers.hpp"
#include "transport/rest/preferences.hpp"
#include "transport/rest/responses.hpp"
#include "transport/rest/streamed_documents.hpp"

namespace lectern::transport::rest {
namespace {

struct Ingest {
    services::IngestionService& ingestion;
    services::JobService& jobs;
    const Contract& contract;
    RestOptions options;
};

services::IngestRequest decode_request(const Call& call) {
    return {
        .dataset = {call.parameters.text("dataset")},
        .priority = domain::parse_priority(call.parameters.text("priority"))
                        .value_or(domain::Priority::normal),
        .idempotency_key = call.parameters.text("idempotency-key"),
    };
}

Result<std::vector<domain::SourceDocument>> decode_documents(const boost::json::object& body) {
    const boost::json::array& list = body.at("documents").as_array();
    std::vector<domain::SourceDocument> documents;
    documents.reserve(list.size());
    Error error{.code = ErrorCode::invalid_argument, .message = "the request body is not valid"};
    for (std::size_t index = 0; index < list.size(); ++index) {
        auto document =
            decode_source_document(list[index].as_object(), "/documents/" + std::to_string(index));
        if (document)
            documents.push_back(std::move(*document));
        else
            std::ranges::move(document.error().violations, std::back_inserter(error.violations));
    }
    if (!error.violations.empty()) return fail(std::move(error));
    return documents;
}

Result<ports::AcceptedJob> take_whole(const Ingest& ingest, Call& call) {
    auto documents = decode_documents(call.json());
    if (!documents) return fail(documents);
    // The text was copied out of both; what is indexed may be large enough to matter.
    call.body = nullptr;
    std::exchange(call.request.body, {});
    return ingest.ingestion.ingest(call.context, decode_request(call), std::move(*documents));
}

Result<void> add_all(
    const RequestContext& context,
    DocumentReader& documents,
    services::IngestStream& stream,
    std::size_t limit
) {
    while (true) {
        if (auto good = context.check(); !good) return fail(good);
        auto document = documents.next();
        if (!document) return fail(document);
        if (!*document) return {};
        if (stream.size() == limit) {
            return fail(
                ErrorCode::invalid_argument,
                "there are more than " + std::to_string(limit) + " documents"
            );
        }
        if (auto added = stream.add(std::move(**document)); !added) {
            Error error = std::move(added).error();
            error.message = documents.place() + ": " + error.message;
            return fail(std::move(error));
        }
    }
}

Result<ports::AcceptedJob> take_stream(const Ingest& ingest, Call& call) {
    const auto boundary = multipart_boundary(call.request.head.header("content-type"));
    const bool is_form = call.form->media_type == "multipart/form-data";
    if (is_form && !boundary)
        return fail(ErrorCode::invalid_argument, "the content type names no good boundary");
    if (call.request.stream == nullptr)
        return fail(ErrorCode::invalid_argument, "the request needs a body");
    // A large body takes its time; the server watches that it keeps coming.
    call.context.deadline.reset();

    http::BodyReader& body = *call.request.stream;
    std::unique_ptr<DocumentReader> documents;
    if (is_form) {
        documents = std::make_unique<FormDocuments>(
            body, *boundary, ingest.contract, ingest.options.max_file_bytes
        );
    } else {
        documents =
            std::make_unique<NdjsonDocuments>(body, ingest.contract, ingest.options.max_line_bytes);
    }
    auto stream = ingest.ingestion.begin(call.context, decode_request(call));
    if (!stream) return fail(stream);
    auto added = add_all(call.context, *documents, **stream, ingest.options.max_streamed_documents);
    if (!added) return fail(added);
    return ingest.ingestion.commit(call.context, **stream);
}

// The job is accepted whatever becomes of the wait. Returns what the client is told of it; empty
// without a wish.
std::string wait_for(const Ingest& ingest, const Call& call, domain::Job& job) {
    const auto wish = preferred_wait(call.parameters.text("prefer"));
    if (!wish) return {};
    const auto wait = std::min(*wish, ingest.options.max_wait);
    if (auto waited = ingest.jobs.wait(call.context, job.id, wait)) job = std::move(*waited);
    return "wait=" + std::to_string(wait.count());
}

Result<http::Response> ingest_documents(const Ingest& ingest, Call& call) {
    auto accepted = call.form->stream ? take_stream(ingest, call) : take_whole(ingest, call);
    if (!accepted) return fail(accepted);
    domain::Job& job = accepted->job;
    call.target += "/" + job.id.value;
    const std::string applied = wait_for(ingest, call, job);
    http::Response response = json_response(encode(job), domain::is_final(job.state) ? 200 : 202);
    response.headers.push_back(location("/v1/jobs", job.id.value));
    if (accepted->replayed) response.headers.emplace_back("Idempotency-Replayed", "true");
    if (!applied.empty()) response.headers.emplace_back("Preference-Applied", applied);
    return response;
}

}  // namespace

void bind_ingest(
    Bindings& bindings,
    services::IngestionService& ingestion,
    services::JobService& jobs,
    const Contract& contract,
    const RestOptions& options
) {
    bindings.bind(
        "ingestDocuments",
        [ingest = Ingest{ingestion, jobs, contract, options}](Call& call) {
            return ingest_documents(ingest, call);
        }
    );
}

}  // namespace lectern::transport::rest
