#include "services/ingest_pipeline.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <optional>
#include <utility>

#include "telemetry/active_request.hpp"
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

// A batch of one request is part of its trace; a mixed one is a trace of its own.
RequestContext batch_context(const RequestContext& worker, IngestBatch batch) {
    const RequestContext& first = batch.front()->context;
    const bool one_request = std::ranges::all_of(batch, [&](const IngestItem* item) {
        return item->accepting == batch.front()->accepting &&
               item->context.principal.tenant == first.principal.tenant;
    });
    return one_request ? first : worker;
}

// Of the requests that handed the items in, each once.
std::vector<TraceContext> accepting_traces(IngestBatch batch) {
    std::vector<TraceContext> traces;
    for (const IngestItem* item : batch) {
        const TraceContext& trace = item->accepting;
        if (trace.is_valid() && std::ranges::find(traces, trace) == traces.end())
            traces.push_back(trace);
    }
    return traces;
}

// What is done for items stands below `span`, where that is part of their request's trace.
void put_below(const TraceContext& span, IngestBatch batch) {
    for (IngestItem* item : batch)
        if (item->accepting.trace_id == span.trace_id) item->context.trace = span;
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

    if (!items.empty()) run(context, std::move(items));
}

void IngestPipeline::run(const RequestContext& context, std::vector<IngestItem*> items) {
    const RequestContext parent = batch_context(context, items);
    auto accepting = accepting_traces(items);
    // A link to its own parent would say nothing, and some collectors take it for the parent.
    if (parent.trace.is_valid()) accepting.clear();
    telemetry::Stage batch(
        telemetry_,
        parent,
        {.name = "ingest", .kind = telemetry::SpanKind::consumer, .links = accepting}
    );
    batch.set({"messaging.batch.message_count", items.size()});
    RequestContext own = context;
    own.trace = batch.context().trace;
    for (const domain::IngestStage stage : stage_order) {
        if (items.empty()) return;
        if (own.stop.stop_requested()) return settlement_.hand_back(own, items);
        run_stage(own, stage, items);
        put_below(own.trace, items);
        std::erase_if(items, [&](const IngestItem* item) {
            return keeper_.is_lost(item->lease.token);
        });
        items = settlement_.settle(own, stage, items);
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
        item.accepting = item.context.trace;
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
    RequestContext own = batch_context(context, good);
    own.trace = context.trace;
    const auto accepting = accepting_traces(good);
    telemetry::Stage observed(
        telemetry_,
        own,
        {
            .name = domain::to_string(stage),
            .histogram = &telemetry::catalog::ingest_stage_duration_seconds,
            .links = accepting,
        }
    );
    observed.set({"lectern.ingest.items", good.size()});
    put_below(observed.context().trace, good);
    const telemetry::ActiveRequest active(observed.context(), {}, {});
    run_guarded(observed.context(), stage, good);
    const auto failed =
        std::ranges::find_if(good, [](const IngestItem* item) { return item->error.has_value(); });
    if (failed == good.end()) return;
    const Error& error = *(*failed)->error;
    observed.mark_failed(error);
    telemetry_.errors.report_answer(observed.context(), error);
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
