#pragma once

#include <opentelemetry/sdk/resource/resource.h>

#include "telemetry/tracing/tracing_plan.hpp"

namespace lectern::telemetry {

/// Who sends the spans: the settings, over OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES (which
/// the SDK reads once in a process), over the name `lectern`.
opentelemetry::sdk::resource::Resource make_resource(const TracingSettings& settings);

}  // namespace lectern::telemetry
