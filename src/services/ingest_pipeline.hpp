#pragma once

#include <vector>

#include "core/request_context.hpp"
#include "ports/dataset_store.hpp"
#include "ports/job_queue.hpp"
#include "ports/job_store.hpp"
#include "services/ingest_item.hpp"
#include "services/ingest_settlement.hpp"
#include "services/ingest_stages.hpp"
#include "services/lease_keeper.hpp"
#include "telemetry/telemetry.hpp"

namespace lectern::services {

/// Takes a batch of leased items through the stages, and each to its end: indexed, failed for good,
/// given back to be tried again, or dropped because somebody else decided over it. Thread-safe for
/// different leases.
class IngestPipeline final {
  public:
    /// All outlive it.
    IngestPipeline(
        ports::JobStore& jobs,
        ports::DatasetStore& datasets,
        IngestStages& stages,
        IngestSettlement& settlement,
        LeaseKeeper& keeper,
        const telemetry::Telemetry& telemetry
    );

    /// Works until every item has its end, or hands the rest back once `context.stop` asks for it.
    void run(const RequestContext& context, std::vector<ports::Lease> leases);

  private:
    std::vector<IngestItem> open(const RequestContext& context, std::vector<ports::Lease> leases);
    Result<void> open(IngestItem& item);
    void run(const RequestContext& context, std::vector<IngestItem*> items);
    void run_stage(
        const RequestContext& context,
        domain::IngestStage stage,
        const std::vector<IngestItem*>& items
    );
    void run_guarded(const RequestContext& context, domain::IngestStage stage, IngestBatch batch);

    ports::JobStore& jobs_;
    ports::DatasetStore& datasets_;
    IngestStages& stages_;
    IngestSettlement& settlement_;
    LeaseKeeper& keeper_;
    const telemetry::Telemetry telemetry_;
};

}  // namespace lectern::services
