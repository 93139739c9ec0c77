#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "telemetry/exporters/metric_registry.hpp"

namespace lectern::telemetry {

/// A scrape's answer.
struct MetricPage {
    std::string content_type;
    std::string body;
};

/// Prometheus text format 0.0.4
/// (https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md).
std::string to_prometheus_text(const std::vector<FamilySnapshot>& families);

/// OpenMetrics 1.0
/// (https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md), with
/// exemplars.
std::string to_open_metrics(const std::vector<FamilySnapshot>& families);

/// OpenMetrics for an `Accept` header that names it, text format otherwise.
MetricPage render_metrics(const std::vector<FamilySnapshot>& families, std::string_view accept);

}  // namespace lectern::telemetry
