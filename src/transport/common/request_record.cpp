#include "transport/common/request_record.hpp"

#include <string>

#include "telemetry/metric_catalog.hpp"

namespace lectern::transport {
namespace {

namespace catalog = telemetry::catalog;

telemetry::LogLevel level_of(const FinishedRequest& request) {
    if (request.is_server_failure) return telemetry::LogLevel::warning;
    return request.is_routine ? telemetry::LogLevel::debug : telemetry::LogLevel::info;
}

}  // namespace

InFlight::InFlight(const telemetry::Metrics& metrics, std::string_view protocol)
    : metrics_(metrics), protocol_(protocol) {
    metrics_.add(catalog::api_requests_in_flight, {protocol_}, 1);
}

InFlight::~InFlight() { metrics_.add(catalog::api_requests_in_flight, {protocol_}, -1); }

void record_finished(
    const telemetry::Telemetry& telemetry,
    const RequestContext& context,
    const FinishedRequest& request
) {
    const double seconds = std::chrono::duration<double>(request.duration).count();
    telemetry.metrics.add(
        catalog::api_requests_total,
        {request.protocol, request.endpoint, request.method, request.status}
    );
    telemetry.metrics.observe(
        catalog::api_request_duration_seconds,
        {request.protocol, request.endpoint, request.outcome ? to_string(*request.outcome) : "ok"},
        seconds,
        context.trace.is_valid() ? context.trace.trace_id_hex() : std::string()
    );
    telemetry.log.write(
        level_of(request),
        &context,
        "request finished",
        {{"protocol", request.protocol},
         {"endpoint", request.endpoint},
         {"method", request.method},
         {"status", request.status},
         {"duration_ms", seconds * 1000},
         {"request_bytes", request.request_bytes},
         {"response_bytes", request.response_bytes},
         {"remote_address", request.remote_address}}
    );
}

}  // namespace lectern::transport
