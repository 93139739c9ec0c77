#include "services/ingestion_service.hpp"

#include <numeric>
#include <utility>

#include "core/random.hpp"
#include "services/ingest_validation.hpp"
#include "services/job_announcement.hpp"
#include "telemetry/metric_catalog.hpp"

namespace lectern::services {
namespace {

constexpr std::size_t longest_key = 255;
constexpr std::chrono::milliseconds depth_lifetime{1'000};

Result<void> invalid_field(std::string field, std::string description) {
    return fail(Error{
        .code = ErrorCode::invalid_argument,
        .message = field + " " + description,
        .violations = {{.field = field, .description = description}},
    });
}

Result<void> check_key(const IngestRequest& request) {
    if (request.idempotency_key.size() <= longest_key) return {};
    return invalid_field(
        "idempotency_key", "is longer than " + std::to_string(longest_key) + " bytes"
    );
}

std::vector<ports::NewItem> to_items(
    std::vector<domain::SourceDocument> documents, Timestamp now, RequestDigest& digest
) {
    std::vector<ports::NewItem> items;
    items.reserve(documents.size());
    for (domain::SourceDocument& document : documents) {
        std::string hash = domain::content_hash(document);
        digest.add(document.id, hash);
        if (document.id.empty()) document.id.value = make_ordered_id("doc", now);
        items.push_back({.document = std::move(document), .content_hash = std::move(hash)});
    }
    return items;
}

std::uint64_t content_bytes(const std::vector<domain::SourceDocument>& documents) {
    return std::accumulate(
        documents.begin(),
        documents.end(),
        std::uint64_t{0},
        [](std::uint64_t sum, const domain::SourceDocument& document) {
            return sum + document.content.size();
        }
    );
}

}  // namespace

IngestionService::IngestionService(
    DatasetService& datasets,
    ports::JobStore& jobs,
    ports::JobQueue& queue,
    ports::JobEvents& events,
    const Clock& clock,
    const telemetry::Telemetry& telemetry,
    Options options
)
    : datasets_(datasets),
      jobs_(jobs),
      queue_(queue),
      events_(events),
      clock_(clock),
      telemetry_(telemetry),
      options_(options) {}

Result<ports::AcceptedJob> IngestionService::ingest(
    const RequestContext& context,
    const IngestRequest& request,
    std::vector<domain::SourceDocument> documents
) {
    if (auto good = check_key(request); !good) return fail(good);
    if (documents.empty() || documents.size() > options_.max_documents) {
        auto wrong = invalid_field(
            "/documents", "has 1 to " + std::to_string(options_.max_documents) + " documents"
        );
        return fail(wrong);
    }
    // A request that is refused must not leave a dataset behind.
    auto proposed = datasets_.find_or_propose(context, request.dataset);
    if (!proposed) return fail(proposed);
    if (auto good = validate_documents(*proposed, documents, options_.limits); !good)
        return fail(good);
    if (auto room = check_room(context); !room) return fail(room);
    if (auto dataset = datasets_.find_or_create(context, request.dataset); !dataset)
        return fail(dataset);

    const std::size_t count = documents.size();
    const std::uint64_t bytes = content_bytes(documents);
    RequestDigest digest(request.dataset);
    auto items = to_items(std::move(documents), clock_.now(), digest);
    ports::NewJob job = new_job(context, request);
    job.request_digest = digest.finish();
    auto accepted = jobs_.accept(context, std::move(job), std::move(items));
    if (!accepted) return accepted;
    count_accepted(*accepted, count, bytes);
    announce(context, *accepted);
    return accepted;
}

Result<std::unique_ptr<IngestStream>> IngestionService::begin(
    const RequestContext& context, const IngestRequest& request
) {
    if (auto good = check_key(request); !good) return fail(good);
    if (auto room = check_room(context); !room) return fail(room);
    auto dataset = datasets_.find_or_create(context, request.dataset);
    if (!dataset) return fail(dataset);
    auto draft = jobs_.begin(context, new_job(context, request));
    if (!draft) return fail(draft);
    return std::make_unique<IngestStream>(
        std::move(*dataset), std::move(*draft), options_.limits, clock_
    );
}

Result<ports::AcceptedJob> IngestionService::commit(
    const RequestContext& context, IngestStream& stream
) {
    if (stream.failed_) {
        return fail(
            ErrorCode::failed_precondition,
            "a document of the stream was refused, nothing was accepted"
        );
    }
    if (auto flushed = stream.flush(); !flushed) return fail(flushed);
    auto accepted = stream.draft_->commit(stream.digest_.finish());
    if (!accepted) return accepted;
    count_accepted(*accepted, stream.size(), stream.bytes());
    announce(context, *accepted);
    return accepted;
}

Result<ports::AcceptedJob> IngestionService::resubmit(
    const RequestContext& context,
    const DatasetId& dataset,
    ports::NewItem item,
    const std::string& key
) {
    ports::NewJob job = new_job(context, {.dataset = dataset, .idempotency_key = key});
    job.request_digest = key;
    job.reuse_unchanged = false;
    std::vector<ports::NewItem> items;
    items.push_back(std::move(item));
    auto accepted = jobs_.accept(context, std::move(job), std::move(items));
    if (accepted) announce(context, *accepted);
    return accepted;
}

ports::NewJob IngestionService::new_job(const RequestContext& context, const IngestRequest& request)
    const {
    const Timestamp now = clock_.now();
    return {
        .job{
            .id = {make_ordered_id("job", now)},
            .tenant = context.principal.tenant,
            .dataset = request.dataset,
            .priority = request.priority,
            .request_id = context.request_id,
            .correlation_id = context.correlation_id,
            .traceparent = context.trace.is_valid() ? context.trace.traceparent() : std::string(),
            .created_at = now,
        },
        .idempotency_key = request.idempotency_key,
        .reuse_unchanged = true,
    };
}

Result<void> IngestionService::check_room(const RequestContext& context) {
    const std::lock_guard lock(depth_mutex_);
    const Timestamp now = clock_.now();
    if (!depth_read_at_ || now - *depth_read_at_ >= depth_lifetime) {
        auto depth = queue_.depth(context);
        if (!depth) return fail(depth);
        depth_ = depth->ready + depth->delayed;
        depth_read_at_ = now;
    }
    if (depth_ < options_.max_queue_depth) return {};
    return fail(Error{
        .code = ErrorCode::resource_exhausted,
        .message = "too many documents wait to be ingested",
        .retry_after = std::chrono::seconds{10},
    });
}

void IngestionService::announce(const RequestContext& context, const ports::AcceptedJob& accepted) {
    if (accepted.replayed) return;
    const domain::Job& job = accepted.job;
    telemetry_.log.info(
        context,
        "job accepted",
        {{"job_id", job.id.value}, {"dataset", job.dataset.value}, {"documents", job.counts.total}}
    );
    // The job is durable, so nothing below may make it look refused. Its items were queued with it:
    // a queue apart from the store is fed from the store, where a crash here loses nothing. This
    // only wakes the workers.
    const domain::JobEvent event = state_event(job, clock_.now());
    if (auto told = events_.publish(context, {&event, 1}); !told) {
        telemetry_.log.warning(
            context, "job event lost", {{"job_id", job.id.value}, {"reason", told.error().message}}
        );
    }
    if (auto woken = queue_.enqueue(context, {}); !woken) {
        telemetry_.log.warning(context, "workers not woken", {{"reason", woken.error().message}});
    }
}

void IngestionService::count_accepted(
    const ports::AcceptedJob& accepted, std::size_t documents, std::uint64_t bytes
) const {
    if (accepted.replayed) return;
    telemetry_.metrics.add(
        telemetry::catalog::documents_accepted_total, {}, static_cast<double>(documents)
    );
    telemetry_.metrics.add(
        telemetry::catalog::ingested_bytes_total, {}, static_cast<double>(bytes)
    );
}

}  // namespace lectern::services
