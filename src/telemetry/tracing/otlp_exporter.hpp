#pragma once

#include <memory>

#include <opentelemetry/sdk/trace/exporter.h>

#include "telemetry/tracing/sdk_log.hpp"
#include "telemetry/tracing/tracing_plan.hpp"

namespace lectern::telemetry {

/// The SDK's exporter for the plan's target, which is not `none`. Connects when it is first used.
/// Of version 1.19, the one over HTTP reports success whatever became of an export, and the truth
/// to its log alone: hence `sdk_log`, which outlives the exporter.
std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> make_otlp_exporter(
    const TracingPlan& plan, const SdkLog& sdk_log
);

}  // namespace lectern::telemetry
