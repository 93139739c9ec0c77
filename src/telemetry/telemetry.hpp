#pragma once

#include "telemetry/error_reporter.hpp"
#include "telemetry/log.hpp"
#include "telemetry/metric.hpp"
#include "telemetry/trace.hpp"

namespace lectern::telemetry {

class RunningRequests;

/// Everything that a component needs to be seen. Cheap to copy, does nothing by default; passed to
/// constructors.
struct Telemetry {
    Metrics metrics{};
    Tracer tracer{};
    Log log{};
    ErrorReporter errors{};
    RunningRequests* requests = nullptr;  ///< Null: nobody watches them. Outlives it.
};

}  // namespace lectern::telemetry
