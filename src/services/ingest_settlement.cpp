#include "services/ingest_settlement.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "services/transient.hpp"
#include "telemetry/metric_catalog.hpp"

namespace lectern::services {
namespace {

domain::ItemState state_after(domain::IngestStage stage) {
    switch (stage) {
        case domain::IngestStage::extract:
            return domain::ItemState::extracted;
        case domain::IngestStage::chunk:
            return domain::ItemState::chunked;
        case domain::IngestStage::embed:
            return domain::ItemState::embedded;
        case domain::IngestStage::link:
            return domain::ItemState::linked;
        case domain::IngestStage::index:
            return domain::ItemState::indexed;
    }
    std::unreachable();
}

domain::ItemFailure to_failure(const Error& error, domain::IngestStage stage) {
    return {.code = error.code, .reason = error.message, .stage = stage};
}

ports::ItemUpdate to_update(const IngestItem& item, domain::IngestStage stage) {
    const ports::QueueEntry& entry = item.lease.entry;
    ports::ItemUpdate update{
        .job = entry.job,
        .ordinal = entry.ordinal,
        .state = state_after(stage),
        .superseded = item.superseded,
    };
    if (item.error) {
        update.state = domain::ItemState::failed;
        update.failure = to_failure(*item.error, stage);
        update.attempts = entry.attempt;
    }
    return update;
}

domain::JobItem to_failed_item(const IngestItem& item, domain::IngestStage stage, Timestamp now) {
    const ports::QueueEntry& entry = item.lease.entry;
    return {
        .job = entry.job,
        .ordinal = entry.ordinal,
        .document = entry.document,
        .version = entry.version,
        .state = domain::ItemState::failed,
        .failure = to_failure(*item.error, stage),
        .updated_at = now,
    };
}

}  // namespace

IngestSettlement::IngestSettlement(
    ports::JobStore& jobs,
    ports::JobQueue& queue,
    JobAnnouncer& announcer,
    const Clock& clock,
    const telemetry::Telemetry& telemetry,
    Options options
)
    : jobs_(jobs),
      queue_(queue),
      announcer_(announcer),
      clock_(clock),
      telemetry_(telemetry),
      options_(options) {}

std::vector<IngestItem*> IngestSettlement::settle(
    const RequestContext& context, domain::IngestStage stage, const std::vector<IngestItem*>& items
) {
    std::vector<IngestItem*> advancing;
    std::vector<ports::ItemUpdate> updates;
    for (IngestItem* item : items) {
        if (will_retry(*item)) {
            retry(context, stage, *item, *item->error);
            continue;
        }
        advancing.push_back(item);
        updates.push_back(to_update(*item, stage));
    }
    if (advancing.empty()) return {};
    auto outcome = jobs_.advance(context, updates);
    if (!outcome) {
        for (const IngestItem* item : advancing) retry(context, stage, *item, outcome.error());
        return {};
    }

    std::vector<IngestItem*> going;
    std::vector<ports::Lease> over;
    std::vector<domain::JobItem> failed;
    std::set<JobId> changed;
    for (std::size_t i = 0; i < advancing.size(); ++i) {
        const IngestItem& item = *advancing[i];
        const ports::ItemAdvance& advance = outcome->items[i];
        if (advance.applied) changed.insert(item.lease.entry.job);
        if (advance.applied && !domain::is_final(advance.state)) {
            going.push_back(advancing[i]);
            continue;
        }
        over.push_back(item.lease);
        if (!advance.applied) continue;
        if (advance.state == domain::ItemState::indexed) end_well(item);
        if (advance.state == domain::ItemState::failed) {
            failed.push_back(to_failed_item(item, stage, clock_.now()));
            end_badly(stage, item);
        }
    }
    acknowledge(context, over);
    std::erase_if(outcome->jobs, [&](const domain::Job& job) { return !changed.contains(job.id); });
    announcer_.announce(context, outcome->jobs, failed);
    return going;
}

void IngestSettlement::hand_back(
    const RequestContext& context, const std::vector<IngestItem*>& items
) {
    for (const IngestItem* item : items) release(context, *item, std::chrono::milliseconds{0});
}

void IngestSettlement::acknowledge(
    const RequestContext& context, const std::vector<ports::Lease>& leases
) {
    if (leases.empty()) return;
    // Unacknowledged, they come again when their leases run out, and are then found to be over.
    if (auto done = queue_.acknowledge(context, leases); !done) {
        telemetry_.log.warning(
            context, "items not acknowledged", {{"reason", done.error().message}}
        );
    }
}

bool IngestSettlement::will_retry(const IngestItem& item) const {
    if (!item.error || !is_transient(item.error->code)) return false;
    // Being stopped is not the document's fault, whatever number this attempt has.
    if (item.error->code == ErrorCode::cancelled && item.context.stop.stop_requested()) return true;
    return item.lease.entry.attempt < options_.max_attempts;
}

void IngestSettlement::retry(
    const RequestContext& context,
    domain::IngestStage stage,
    const IngestItem& item,
    const Error& error
) {
    if (item.context.stop.stop_requested())
        return release(context, item, std::chrono::milliseconds{0});
    const ports::QueueEntry& entry = item.lease.entry;
    const auto at_least = error.retry_after.value_or(std::chrono::milliseconds{0});
    const auto delay = std::max(options_.backoff.delay(entry.attempt), at_least);
    const std::string_view stage_name = domain::to_string(stage);
    telemetry_.metrics.add(telemetry::catalog::ingest_retries_total, {stage_name});
    telemetry_.log.warning(
        item.context,
        "item will be tried again",
        {{"job_id", entry.job.value},
         {"document_id", entry.document.value},
         {"stage", stage_name},
         {"attempt", entry.attempt},
         {"delay_ms", delay.count()},
         {"reason", error.message}}
    );
    release(context, item, delay);
}

void IngestSettlement::release(
    const RequestContext& context, const IngestItem& item, std::chrono::milliseconds delay
) {
    // Not given back, it comes again when its lease runs out.
    if (auto released = queue_.release(context, item.lease, delay); !released) {
        telemetry_.log.warning(
            item.context, "item not handed back", {{"reason", released.error().message}}
        );
    }
}

void IngestSettlement::end_well(const IngestItem& item) const {
    if (item.superseded) return;
    const std::chrono::duration<double> age = clock_.now() - item.lease.entry.accepted_at;
    telemetry_.metrics.add(telemetry::catalog::documents_ingested_total);
    telemetry_.metrics.add(
        telemetry::catalog::chunks_indexed_total, {}, static_cast<double>(item.chunk_count)
    );
    telemetry_.metrics.observe(telemetry::catalog::ingest_freshness_seconds, {}, age.count());
}

void IngestSettlement::end_badly(domain::IngestStage stage, const IngestItem& item) const {
    const ports::QueueEntry& entry = item.lease.entry;
    const std::string_view stage_name = domain::to_string(stage);
    telemetry_.metrics.add(telemetry::catalog::dead_letters_total, {stage_name});
    telemetry_.log.warning(
        item.context,
        "document failed",
        {{"job_id", entry.job.value},
         {"document_id", entry.document.value},
         {"stage", stage_name},
         {"attempt", entry.attempt},
         {"code", to_string(item.error->code)},
         {"reason", item.error->message}}
    );
}

}  // namespace lectern::services
