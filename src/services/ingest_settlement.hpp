#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "core/backoff.hpp"
#include "core/clock.hpp"
#include "core/request_context.hpp"
#include "domain/job.hpp"
#include "ports/job_queue.hpp"
#include "ports/job_store.hpp"
#include "services/ingest_item.hpp"
#include "services/job_announcer.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

/// Notes in store and queue what a stage made of its items. Thread-safe for different items.
class IngestSettlement final {
  public:
    struct Options {
        std::uint32_t max_attempts = 5;
        Backoff backoff{};
    };

    /// All outlive it.
    IngestSettlement(
        ports::JobStore& jobs,
        ports::JobQueue& queue,
        JobAnnouncer& announcer,
        const Clock& clock,
        const telemetry::Telemetry& telemetry,
        Options options
    );

    /// Those that failed are given back to be tried again, or fail for good; the rest advance.
    /// Returns those that go on to the next stage: not the ones that ended here or elsewhere
    /// (cancelled meanwhile).
    std::vector<IngestItem*> settle(
        const RequestContext& context,
        domain::IngestStage stage,
        const std::vector<IngestItem*>& items
    );

    /// Gives items back that nothing is wrong with, as this worker stops.
    void hand_back(const RequestContext& context, const std::vector<IngestItem*>& items);

    /// Takes items off the queue that are over.
    void acknowledge(const RequestContext& context, const std::vector<ports::Lease>& leases);

    /// Whether this attempt was one too many: its document may bring every worker down.
    bool is_beyond_attempts(const ports::QueueEntry& entry) const {
        return entry.attempt > options_.max_attempts;
    }

  private:
    bool will_retry(const IngestItem& item) const;
    void retry(
        const RequestContext& context,
        domain::IngestStage stage,
        const IngestItem& item,
        const Error& error
    );
    void release(
        const RequestContext& context, const IngestItem& item, std::chrono::milliseconds delay
    );
    void end_well(const IngestItem& item) const;
    void end_badly(domain::IngestStage stage, const IngestItem& item) const;

    ports::JobStore& jobs_;
    ports::JobQueue& queue_;
    JobAnnouncer& announcer_;
    const Clock& clock_;
    const telemetry::Telemetry telemetry_;
    const Options options_;
};

}  // namespace lectern::services
