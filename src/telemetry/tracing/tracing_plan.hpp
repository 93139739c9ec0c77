#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/environment.hpp"
#include "core/result.hpp"

namespace lectern::telemetry {

/// What Lectern's settings say about tracing. Empty and zero: the environment decides.
struct TracingSettings {
    std::string exporter = "auto";  ///< `auto`, `none`, `otlp_grpc` or `otlp_http`.
    std::string endpoint{};         ///< A URL, or host:port.
    std::string headers{};          ///< `name=value,...`, values percent-encoded.
    std::string tls_ca{};           ///< PEM file.
    std::string tls_certificate{};  ///< PEM file, to show to the collector.
    std::string tls_key{};          ///< PEM file.
    std::string sample_ratio{};     ///< 0 to 1.
    std::size_t queue_size = 0;     ///< In spans.
    std::size_t batch_size = 0;     ///< In spans.
    std::chrono::milliseconds batch_delay{0};
    std::chrono::milliseconds timeout{0};  ///< Of one export.
    std::string service_name{};
    std::string service_version{};
    std::string environment{};  ///< Where it runs, e.g. `production`.
    std::string resource{};     ///< `name=value,...`, values percent-encoded.
};

enum class SpanExport { none, otlp_grpc, otlp_http_protobuf, otlp_http_json };

struct SamplingPlan {
    bool parent_based = true;
    double ratio = 1;  ///< Of traces that nobody has decided about.
};

/// What is to be done about tracing: the settings win over the `OTEL_` variables
/// (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/), which win
/// over defaults. What is not resolved here (`endpoint` to `tls_key`, `timeout`, `service_name`,
/// `resource`) the SDK looks up by the same rule.
struct TracingPlan {
    SpanExport target = SpanExport::none;
    TracingSettings settings{};  ///< With queue, batch and delay resolved.
    SamplingPlan sampling{};
    std::vector<std::string> warnings{};  ///< Of variables that cannot be; they are passed over.
};

/// `invalid_argument` names a setting that cannot be.
Result<TracingPlan> plan_tracing(
    const TracingSettings& settings, const Environment& environment = process_environment
);

/// `name=value,...` with percent-encoded values, as OTEL_EXPORTER_OTLP_HEADERS and
/// OTEL_RESOURCE_ATTRIBUTES have it. `what` is named in the `invalid_argument`.
Result<std::vector<std::pair<std::string, std::string>>> parse_pairs(
    std::string_view text, std::string_view what
);

}  // namespace lectern::telemetry
