#include "telemetry/trace_ids.hpp"

#include "core/random.hpp"

namespace lectern::telemetry {

StartedSpan TraceIds::start(const TraceContext& parent, const SpanStart& start) {
    StartedSpan started{.context = parent};
    if (parent.is_valid() || !is_entry(start.kind)) return started;
    TraceContext& context = started.context;
    // All zeros are no id (https://www.w3.org/TR/trace-context/#trace-id): drawn again, in theory.
    while (!context.is_valid()) {
        fill_random(context.trace_id);
        fill_random(context.span_id);
    }
    return started;
}

}  // namespace lectern::telemetry
