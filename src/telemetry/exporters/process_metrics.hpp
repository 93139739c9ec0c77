#pragma once

#include <string_view>

#include "telemetry/metric.hpp"

namespace lectern::telemetry {

/// Sets the `process_*` gauges from /proc (Linux): CPU time, resident memory, descriptors, threads,
/// start time. What cannot be read is left out.
void collect_process_metrics(const Metrics& metrics);

/// Sets `build_info`.
void set_build_info(const Metrics& metrics, std::string_view version);

}  // namespace lectern::telemetry
