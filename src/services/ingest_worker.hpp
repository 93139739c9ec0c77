#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "core/clock.hpp"
#include "core/result.hpp"
#include "ports/dataset_store.hpp"
#include "ports/embedder.hpp"
#include "ports/job_events.hpp"
#include "ports/job_queue.hpp"
#include "ports/job_store.hpp"
#include "ports/text_extractor.hpp"
#include "services/index_updater.hpp"
#include "services/vocabulary_cache.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

/// What a worker works with. All outlive it; `embedder` is null when the server has none.
struct IngestWorkerPorts {
    ports::JobStore& jobs;
    ports::JobQueue& queue;
    ports::JobEvents& events;
    ports::DatasetStore& datasets;
    ports::TextExtractor& extractor;
    ports::Embedder* embedder;
    VocabularyCache& vocabularies;
    IndexUpdater& updater;
};

/// Takes items off the queue and through the stages extract, chunk, embed, link and index, each
/// stage for a batch. Errors that may pass (`unavailable`, `deadline_exceeded`,
/// `resource_exhausted`, `internal`) are tried again with exponential backoff and jitter; others,
/// and the last attempt's, fail the item. A lease is extended while its item is worked on. Beside
/// the workers runs a thread for housekeeping: leases, the index's flushes, the queue's gauges.
class IngestWorker final {
  public:
    struct Options {
        std::size_t threads = 1;
        std::size_t batch_size = 16;
        std::chrono::milliseconds lease_duration{60'000};
        std::uint32_t max_attempts = 5;
        std::chrono::milliseconds first_delay{1'000};
        std::chrono::milliseconds longest_delay{300'000};
    };

    IngestWorker(
        const IngestWorkerPorts& ports,
        const Clock& clock,
        const telemetry::Telemetry& telemetry,
        Options options
    );
    /// Stops.
    ~IngestWorker();

    /// Starts the threads. Once.
    void start();

    /// Lets the stages under way end (items between stages are handed back), joins the threads.
    /// Idempotent.
    void stop();

    /// One lease and its batch in the calling thread, without waiting for a first item, for tests;
    /// returns how many items it took.
    Result<std::size_t> run_once(const RequestContext& context);

    /// What the housekeeping thread does each second, or more often when leases are shorter than
    /// six seconds.
    void keep_house(const RequestContext& context);

  private:
    class Crew;
    std::unique_ptr<Crew> crew_;
};

}  // namespace lectern::services
