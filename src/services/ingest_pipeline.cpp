#include "services/ingest_pipeline.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <utility>

#include "telemetry/metric_catalog.hpp"
#include "telemetry/stage.hpp"

namespace lectern::services {
namespace {

constexpr std::array stage_order{
    domain::IngestStage::extract,
    domain::IngestStage::chunk,
    domain::IngestStage::embed,
    domain::IngestStage::link,
    domain::IngestStage::index,
};

// The request that handed the document in, so that its ids stand on everything that is done for it.
RequestContext item_context(const RequestContext& worker, const ports::QueueEntry& entry) {
    RequestContext context = worker;
    context.request_id = entry.request_id;
    context.correlation_id = entry.correlation_id;
    context.trace = parse_traceparent(entry.traceparent).value_or(TraceContext{});
    context.principal.tenant = entry.tenant;
    return context;
}

// A stage for the items of one request is part of its trace; that of a mixed batch is a trace of
// its own.
RequestContext batch_context(const RequestContext& worker, IngestBatch batch) {
    const RequestContext& first = batch.front()->context;
    const bool one_request = std::ranges::all_of(batch, [&](const IngestItem* item) {
        return item->context.trace == first.trace &&
               item->context.principal.tenant == first.principal.tenant;
    });
    return one_request ? first : worker;
}

}  // namespace

IngestPipeline::IngestPipeline(
    ports::JobStore& jobs,
    ports::DatasetStore& datasets,
    IngestStages& stages,
    IngestSettlement& settlement,
    LeaseKeeper& keeper,
    const telemetry::Telemetry& telemetry
)
    : jobs_(jobs),
      datasets_(datasets),
      stages_(stages),
      settlement_(settlement),
      keeper_(keeper),
      telemetry_(telemetry) {}

void IngestPipeline::run(const RequestContext& context, std::vector<ports::Lease> leases) {
    const LeaseKeeper::Hold hold(keeper_, leases);
    std::vector<IngestItem> opened = open(context, std::move(leases));
    std::vector<IngestItem*> items;
    items.reserve(opened.size());
    for (IngestItem& item : opened) items.push_back(&item);

    for (const domain::IngestStage stage : stage_order) {
        if (items.empty()) return;
        if (context.stop.stop_requested()) return settlement_.hand_back(context, items);
        run_stage(context, stage, items);
        std::erase_if(items, [&](const IngestItem* item) {
            return keeper_.is_lost(item->lease.token);
        });
        items = settlement_.settle(context, stage, items);
    }
}

std::vector<IngestItem> IngestPipeline::open(
    const RequestContext& context, std::vector<ports::Lease> leases
) {
    std::vector<IngestItem> items;
    std::vector<ports::Lease> over;
    items.reserve(leases.size());
    for (ports::Lease& lease : leases) {
        IngestItem item{.lease = std::move(lease)};
        item.context = item_context(context, item.lease.entry);
        auto source = jobs_.source(item.context, item.lease.entry.job, item.lease.entry.ordinal);
        if (!source && source.error().code == ErrorCode::not_found) {
            over.push_back(std::move(item.lease)
            );  // cancelled, or done by a worker that could not say so
            continue;
        }
        if (source) {
            item.source = std::move(*source);
            if (auto good = open(item); !good) item.error = std::move(good).error();
        } else {
            item.error = std::move(source).error();
        }
        items.push_back(std::move(item));
    }
    settlement_.acknowledge(context, over);
    return items;
}

Result<void> IngestPipeline::open(IngestItem& item) {
    if (settlement_.is_beyond_attempts(item.lease.entry)) {
        return fail(
            ErrorCode::internal, "the document was tried too often, and no attempt came to an end"
        );
    }
    auto dataset = datasets_.find(item.context, item.lease.entry.dataset);
    if (!dataset) return fail(dataset);
    item.dataset = std::move(*dataset);
    return {};
}

void IngestPipeline::run_stage(
    const RequestContext& context, domain::IngestStage stage, const std::vector<IngestItem*>& items
) {
    std::vector<IngestItem*> good;
    std::ranges::copy_if(items, std::back_inserter(good), [](const IngestItem* item) {
        return !item->error;
    });
    if (good.empty()) return;
    telemetry::Stage observed(
        telemetry_,
        batch_context(context, good),
        {
            .name = domain::to_string(stage),
            .kind = telemetry::SpanKind::consumer,
            .histogram = &telemetry::catalog::ingest_stage_duration_seconds,
            .link = good.front()->context.trace,
        }
    );
    observed.set({"items", good.size()});
    run_guarded(observed.context(), stage, good);
    const auto failed =
        std::ranges::find_if(good, [](const IngestItem* item) { return item->error.has_value(); });
    if (failed != good.end()) observed.mark_failed(*(*failed)->error);
}

void IngestPipeline::run_guarded(
    const RequestContext& context, domain::IngestStage stage, IngestBatch batch
) {
    try {
        stages_.run(stage, context, batch);
    } catch (const std::exception& exception) {
        // A library's exception that no stage expects: a bug, or memory ran out. The batch is tried
        // again.
        const Error error{
            .code = ErrorCode::internal, .message = "a stage of ingest failed unexpectedly"
        };
        telemetry_.errors.report(context, error, exception.what());
        for (IngestItem* item : batch) item->error = error;
    }
}

}  // namespace lectern::services
