#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "core/result.hpp"
#include "core/thread_annotations.hpp"
#include "domain/job.hpp"
#include "ports/job_events.hpp"
#include "ports/job_queue.hpp"
#include "ports/job_store.hpp"
#include "services/dataset_service.hpp"
#include "services/request_digest.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

struct IngestRequest {
    DatasetId dataset{};
    domain::Priority priority = domain::Priority::normal;
    /// Empty: none. At most 255 bytes. The same key with other documents is `already_exists`.
    std::string idempotency_key{};
};

/// A job that is being received document by document (NDJSON, client streaming). One thread at a
/// time; destruction without `commit` leaves no trace.
class IngestStream final {
  public:
    /// `clock` outlives the stream.
    IngestStream(
        domain::Dataset dataset,
        std::unique_ptr<ports::JobDraft> draft,
        domain::DocumentLimits limits,
        const Clock& clock
    );

    /// Checks the document and takes it over; batches of a few megabytes are written at a time.
    /// `invalid_argument` names the document by its place in the stream, from 0
    /// (`/documents/7/id`); the stream then cannot be committed. Of two documents with the same id
    /// the later wins.
    Result<void> add(domain::SourceDocument document);

    /// How many were added.
    std::size_t size() const { return count_; }

    /// Bytes of content in them.
    std::uint64_t bytes() const { return bytes_; }

  private:
    friend class IngestionService;
    Result<void> flush();

    const domain::Dataset dataset_;
    std::unique_ptr<ports::JobDraft> draft_;
    const domain::DocumentLimits limits_;
    const Clock& clock_;
    std::vector<ports::NewItem> pending_{};
    std::size_t pending_bytes_ = 0;
    std::size_t count_ = 0;
    std::uint64_t bytes_ = 0;
    RequestDigest digest_;
    bool failed_ = false;
};

/// Takes documents in: validates, writes job and documents in one durable step, queues.
/// Thread-safe.
class IngestionService final {
  public:
    struct Options {
        domain::DocumentLimits limits{};
        std::size_t max_documents = 10'000;  ///< Of one request that is not streamed.
        /// Items that may wait; beyond it, new jobs are refused with `resource_exhausted`. Looked
        /// at once a second.
        std::uint64_t max_queue_depth = 5'000'000;
    };

    IngestionService(
        DatasetService& datasets,
        ports::JobStore& jobs,
        ports::JobQueue& queue,
        ports::JobEvents& events,
        const Clock& clock,
        const telemetry::Telemetry& telemetry,
        Options options
    );

    /// `invalid_argument` lists every wrong field by JSON pointer (`/documents/3/id`), and then
    /// nothing was accepted. Documents without an id get one; two with the same id in one request
    /// are refused.
    Result<ports::AcceptedJob> ingest(
        const RequestContext& context,
        const IngestRequest& request,
        std::vector<domain::SourceDocument> documents
    );

    Result<std::unique_ptr<IngestStream>> begin(
        const RequestContext& context, const IngestRequest& request
    );

    /// `failed_precondition` when a document of the stream was refused, `invalid_argument` when it
    /// had none.
    Result<ports::AcceptedJob> commit(const RequestContext& context, IngestStream& stream);

    /// Takes a document in again that was accepted before, in the version that `item` carries. The
    /// same `key` again returns the first job.
    Result<ports::AcceptedJob> resubmit(
        const RequestContext& context,
        const DatasetId& dataset,
        ports::NewItem item,
        const std::string& key
    );

  private:
    ports::NewJob new_job(const RequestContext& context, const IngestRequest& request) const;
    Result<void> check_room(const RequestContext& context);
    void announce(const RequestContext& context, const ports::AcceptedJob& accepted);
    void count_accepted(
        const ports::AcceptedJob& accepted, std::size_t documents, std::uint64_t bytes
    ) const;

    DatasetService& datasets_;
    ports::JobStore& jobs_;
    ports::JobQueue& queue_;
    ports::JobEvents& events_;
    const Clock& clock_;
    const telemetry::Telemetry telemetry_;
    const Options options_;

    std::mutex depth_mutex_;  ///< Guards what is remembered of the queue's depth.
    std::optional<Timestamp> depth_read_at_ LECTERN_GUARDED_BY(depth_mutex_){};
    std::uint64_t depth_ LECTERN_GUARDED_BY(depth_mutex_) = 0;
};

}  // namespace lectern::services
