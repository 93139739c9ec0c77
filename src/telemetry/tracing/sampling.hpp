#pragma once

#include <memory>

#include <opentelemetry/sdk/trace/sampler.h>

#include "telemetry/tracing/tracing_plan.hpp"

namespace lectern::telemetry {

/// Decides which traces are recorded, at their beginning: as the caller did (when parent-based), by
/// ratio of trace ids otherwise. A trace that begins with links, as a worker's batch does, is
/// recorded when one of the linked ones is, so that whoever follows a recorded request comes to its
/// end.
std::unique_ptr<opentelemetry::sdk::trace::Sampler> make_sampler(const SamplingPlan& plan);

}  // namespace lectern::telemetry
