#include "transport/common/request_record.hpp"

#include <array>
#include <span>
#include <string>

#include "telemetry/metric_catalog.hpp"

namespace lectern::transport {
namespace {

namespace catalog = telemetry::catalog;

telemetry::LogLevel level_of(const FinishedRequest& request, bool is_slow) {
    if (request.is_server_failure) return telemetry::LogLevel::warning;
    return request.is_routine && !is_slow ? telemetry::LogLevel::debug : telemetry::LogLevel::info;
}

// Before a credential was looked at, a request is nobody's.
void count_for_tenant(
    const telemetry::Metrics& metrics, const RequestContext& context, std::string_view outcome
) {
    if (context.progress == nullptr) return;
    const std::string tenant = context.progress->tenant();
    if (!tenant.empty()) metrics.add(catalog::tenant_requests_total, {tenant, outcome});
}

}  // namespace

InFlight::InFlight(
    const telemetry::Telemetry& telemetry,
    const RequestContext& context,
    const RequestUnderWay& request
)
    : telemetry_(telemetry), protocol_(request.protocol) {
    telemetry_.metrics.add(catalog::api_requests_in_flight, {protocol_}, 1);
    if (telemetry_.requests == nullptr || context.progress == nullptr || request.is_stream) return;
    stay_.emplace(
        *telemetry_.requests,
        telemetry::RunningRequests::Request{
            .context = context,
            .protocol = std::string(request.protocol),
            .endpoint = std::string(request.endpoint),
            .method = std::string(request.method),
        }
    );
}

InFlight::~InFlight() { telemetry_.metrics.add(catalog::api_requests_in_flight, {protocol_}, -1); }

void record_finished(
    const telemetry::Telemetry& telemetry,
    const RequestContext& context,
    const FinishedRequest& request
) {
    const double seconds = std::chrono::duration<double>(request.duration).count();
    const std::string_view outcome = request.outcome ? to_string(*request.outcome) : "ok";
    telemetry.metrics.add(
        catalog::api_requests_total,
        {request.protocol, request.endpoint, request.method, request.status}
    );
    telemetry.metrics.observe(
        catalog::api_request_duration_seconds,
        {request.protocol, request.endpoint, outcome},
        seconds,
        context.trace.exemplar_id()
    );
    count_for_tenant(telemetry.metrics, context, outcome);
    const bool is_slow = context.progress != nullptr && context.progress->is_slow();
    const std::string stages = is_slow ? telemetry::stage_split(*context.progress) : std::string();
    const std::array<telemetry::Field, 10> fields{{
        {"protocol", request.protocol},
        {"endpoint", request.endpoint},
        {"method", request.method},
        {"status", request.status},
        {"duration_ms", seconds * 1000},
        {"request_bytes", request.request_bytes},
        {"response_bytes", request.response_bytes},
        {"remote_address", request.remote_address},
        {"slow", is_slow},
        {"stages", stages},
    }};
    constexpr std::size_t only_of_slow_ones = 2;
    telemetry.log.write(
        level_of(request, is_slow),
        &context,
        "request finished",
        std::span(fields).first(fields.size() - (is_slow ? 0 : only_of_slow_ones))
    );
}

}  // namespace lectern::transport
