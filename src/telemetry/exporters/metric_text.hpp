#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "telemetry/exporters/metric_snapshot.hpp"

namespace lectern::telemetry {

enum class MetricFormat { prometheus_text, open_metrics };

/// The text exposition format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/).
std::string to_prometheus_text(const std::vector<FamilySnapshot>& families);

/// OpenMetrics 1.0 (https://github.com/prometheus/OpenMetrics), with units and exemplars. It has no
/// `_created` samples, which are optional: Prometheus would store each as a series of its own.
std::string to_open_metrics(const std::vector<FamilySnapshot>& families);

/// The format that an `Accept` header likes best by its q-values: OpenMetrics when it is named, in
/// a version that is spoken here, and not less liked than the text format; the text format
/// otherwise, also for headers that rule both out.
MetricFormat negotiate_metric_format(std::string_view accept);

struct MetricPage {
    std::string content_type;
    std::string body;
};

/// In the format that `negotiate_metric_format` gives.
MetricPage render_metrics(const std::vector<FamilySnapshot>& families, std::string_view accept);

}  // namespace lectern::telemetry
